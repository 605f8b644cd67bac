package io.preforkd.server.cli;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.Fault;
import io.preforkd.server.sys.FileMask;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.ListenFds;
import io.preforkd.server.sys.OwnStrings;
import io.preforkd.server.sys.Succession;
import io.preforkd.server.sys.TextMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code preforkd cluster}: becomes {@code preforkd run} with a configuration of one pool, whose
 * worker is the server. The configuration is in memory only.
 */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    customSynopsis = "preforkd cluster [OPTIONS] -- COMMAND [ARGUMENT...]",
    description = {
      "Runs copies of a server, starts those again that end, and ends all gently at TERM or INT.",
      "The copies open their sockets themselves, each its own with SO_REUSEPORT; or, with --listen, find one for all in"
          + " LISTEN_FDS. Environment, directory and umask are those of the caller. HUP reads nothing anew; ctl"
          + " reload --all replaces one copy after the other."
    },
    exitCodeListHeading = "%nExit codes (sysexits.h):%n",
    exitCodeList = {
      "0:stopped as asked",
      "64:the command line is wrong",
      "66:the server is not there",
      "69:an address is in use, or this system cannot run preforkd",
      "70:a fault in preforkd itself",
      "71:the system refused what it should not",
      "77:a right is missing, as for a port below 1024",
      "78:no copy can work"
    })
final class ClusterCommand implements Callable<Integer> {
  @Option(
      names = {"-w", "--workers"},
      paramLabel = "N",
      description = "Number of copies; default: one for each processor.")
  private int workers = Runtime.getRuntime().availableProcessors();

  @Option(
      names = {"-l", "--listen"},
      paramLabel = "ADDRESS",
      description =
          "A socket for all copies, as 127.0.0.1:8080, *:8080 or unix:/run/a.sock; may be repeated.")
  private List<String> listen = List.of();

  @Option(
      names = "--stop-signal",
      paramLabel = "NAME",
      description =
          "Asks a copy to finish and exit: TERM (default), QUIT, INT, USR1, USR2 or WINCH.")
  private String stopSignal = "TERM";

  @Option(
      names = "--stop-timeout",
      paramLabel = "TIME",
      description = "So long they may take for that; default 30s.")
  private String stopTimeout = "30s";

  @Option(
      names = "--admin",
      paramLabel = "ADDRESS",
      description = "Where metrics and health are served; default: nowhere.")
  private String admin = "off";

  @Option(
      names = "--control",
      paramLabel = "PATH",
      description = "The socket for ctl, as unix:/run/user/1000/a.sock; default: none.")
  private String control = "off";

  @Parameters(hidden = true)
  private List<String> words = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<String> server = server();
    if (Delegate.find(server.get(0)).isEmpty()) {
      return Delegate.fail(
          spec,
          ExitCode.NO_INPUT,
          server.get(0) + " is not a program that can be run; correct its name");
    }
    try {
      return become(server);
    } catch (KernelException e) {
      return Delegate.fail(spec, ExitCode.OS_ERROR, e.getMessage());
    }
  }

  private List<String> server() {
    List<String> server = Delegate.command(spec, "server");
    if (words.size() > server.size()) {
      throw new ParameterException(
          spec.commandLine(),
          "Unexpected: " + words.get(0) + "; the server's command goes behind --");
    }
    return server;
  }

  private int become(List<String> server) throws IOException {
    int memory = TextMemory.create("preforkd-cluster");
    ClusterConfig config =
        new ClusterConfig(workers, listen, stopSignal, stopTimeout, admin, control, server);
    String text = config.text(System.getenv(), Path.of("").toAbsolutePath(), FileMask.current());
    TextMemory.write(memory, text);
    Path file = TextMemory.path(memory);
    List<Fault> faults = ConfigReader.read(file, System.getenv()).faults();
    if (!faults.isEmpty()) {
      faults.forEach(
          fault -> Delegate.fail(spec, ExitCode.USAGE, ClusterConfig.inWordsOfTheCaller(fault)));
      return ExitCode.USAGE;
    }
    List<String> command = new ArrayList<>(OwnStrings.command());
    command.subList(command.indexOf(spec.name()), command.size()).clear();
    command.addAll(List.of("run", "-c", file.toString()));
    Succession.become(command, kept(memory));
    throw new IllegalStateException("another program is in our place");
  }

  /** Sockets from systemd are for the copies. */
  private static List<Integer> kept(int memory) {
    List<Integer> kept = new ArrayList<>(ListenFds.descriptors(System.getenv()));
    kept.add(memory);
    return kept;
  }
}
