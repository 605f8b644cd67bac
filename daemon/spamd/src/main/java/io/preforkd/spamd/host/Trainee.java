package io.preforkd.spamd.host;

import io.preforkd.config.ConfigReader;
import io.preforkd.server.sys.Processes;
import io.preforkd.server.sys.Processes.Signo;
import io.preforkd.spamd.host.options.Arguments;
import io.preforkd.spamd.host.options.SpamdConfig;
import io.preforkd.spamd.host.options.SpamdOptions;
import io.preforkd.spamd.host.options.WrongOption;
import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Is spamd for a moment, for a class-data archive of what it loads: from the options to the first
 * answer and the stop. The engine is a stand-in, and all that it opens is in the folder it runs in,
 * whose own path may be too long for a socket.
 */
public final class Trainee implements Handler {
  private static final String HERE = "/proc/self/cwd/";
  private static final String SOCKET = HERE + "s";

  /** Like those that Debian starts it with, so that what they need is loaded. */
  private static final List<String> OPTIONS =
      List.of(
          "--create-prefs",
          "--max-children",
          "1",
          "--helper-home-dir",
          "-s",
          HERE + "log",
          "--socketpath",
          SOCKET);

  /** What is only read: no port may be open that nobody has asked for. */
  private static final List<String> READ =
      List.of("-i", "127.0.0.1", "-p", "783", "-A", "127.0.0.0/8", "-s", "mail");

  private static final String TEMPLATE = "worker-api/examples/perl/template.pl";
  private static final String ENGINE = "worker-api/spamd/perl/trainee.pl";

  @Override
  public void serve(Connection client) throws InterruptedException, IOException {
    Path home = Path.of(System.getProperty("preforkd.home"));
    System.setProperty(
        Machine.OTHER_ENGINE,
        Machine.perl() + "," + home.resolve(TEMPLATE) + "," + home.resolve(ENGINE));
    System.clearProperty(Launcher.DETACHED);
    read(READ);
    int code = new Main(OPTIONS, new Visit()).run();
    if (code != 0) {
      throw new IOException("spamd ends with " + code + " while it is trained");
    }
  }

  private static void read(List<String> commandLine) throws IOException {
    try {
      SpamdOptions options = SpamdOptions.of(Arguments.of(commandLine), new Machine());
      String text = SpamdConfig.of(options, new Machine(), commandLine);
      ConfigReader.readText(Path.of(HERE), text, System.getenv());
    } catch (WrongOption e) {
      throw new IOException("spamd refuses what it is trained with", e);
    }
  }

  /** Comes when it serves, and has it stop. */
  private static final class Visit extends Launcher {
    @Override
    void ready() {
      try {
        visit();
        Processes.kill((int) ProcessHandle.current().pid(), Signo.TERM);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void visit() throws IOException {
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(SOCKET))) {
        client.shutdownOutput();
        while (client.read(ByteBuffer.allocate(1024)) >= 0) {}
      }
    }
  }
}
