package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code preforkd cluster}: copies of any server. */
class ClusterTest {
  private static final int USAGE = 64;
  private static final int NO_INPUT = 66;

  private static final String PLAIN = "@IMAGE@/worker-api/examples/python/plain.py";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void eachCopyHasASocketOfItsOwnAndItsArgumentsAsTheyAre() throws IOException {
    Preforkd daemon =
        stage.startBy(
            "cluster", "-w", "3", "--", "perl", "@WORKERS@/reuseport.pl", "@PORT@", "-w", "$9 --");
    daemon.log().await("up with -w,\\$9 --");
    Set<String> pids = new HashSet<>();
    Patience.until("all three have answered", () -> pids.add(pid(daemon)) && pids.size() == 3);
    assertEquals(3, daemon.log().count("up with -w,\\$9 --"));
    assertEquals(0, daemon.stop());
  }

  @Test
  void copiesShareASocketThatIsOpenedForThem() throws IOException {
    Preforkd daemon =
        stage.startBy("cluster", "--workers=2", "-l", "127.0.0.1:@PORT@", "--", "python3", PLAIN);
    try (Client held = Client.holding(daemon.port())) {
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
      daemon.signal("TERM");
      daemon.log().await("TERM: stopping");
      assertTrue(held.finish().endsWith("hello\n"));
    }
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void aCopyThatEndsIsNamedAndReplaced() throws IOException {
    Preforkd daemon =
        stage.startBy(
            "cluster", "-w", "1", "-l", "127.0.0.1:@PORT@", "--", "perl", "@WORKERS@/blocking.pl");
    daemon.log().await("\\| blocks");
    daemon.process().children().forEach(child -> child.signal("KILL"));
    daemon.log().await("ended: SIGKILL while idle, nobody asked it to");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void itsCopiesAreReplacedAndItIsUpgradedAsEveryDaemon() throws IOException {
    Preforkd daemon =
        stage.startBy(
            "cluster",
            "-w",
            "1",
            "-l",
            "127.0.0.1:@PORT@",
            "--control",
            "unix:@DIR@/control.sock",
            "--",
            "python3",
            PLAIN);
    ctl(daemon, "reload", "--all");
    ctl(daemon, "upgrade");
    assertEquals("nothing has changed", ctl(daemon, "reload"));
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void whatIsWrongIsSaidInWordsOfTheCaller() throws IOException {
    fails(USAGE, "--workers: 0 is out of range", "-w", "0", "--", "cat");
    fails(USAGE, "--listen: \"foo\" is no address", "-l", "foo", "--", "cat");
    fails(USAGE, "--stop-signal: \"HALT\" is not known", "--stop-signal=HALT", "--", "cat");
    fails(USAGE, "Missing the server", "-w", "1");
    fails(USAGE, "Unexpected: cat", "cat", "--", "cat");
    fails(NO_INPUT, "nonesuch is not a program", "--", "nonesuch");
  }

  private void fails(int code, String why, String... arguments) throws IOException {
    String[] all = new String[arguments.length + 1];
    all[0] = "cluster";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Finished done = stage.preforkd(all);
    assertEquals(code, done.exitCode(), done.toString());
    assertTrue(done.toString().contains(why), done.toString());
  }

  private String ctl(Preforkd daemon, String... command) throws IOException {
    String[] all = new String[command.length + 3];
    all[0] = "ctl";
    all[1] = "--socket";
    all[2] = daemon.file("control.sock").toString();
    System.arraycopy(command, 0, all, 3, command.length);
    Finished done = stage.preforkd(all);
    assertEquals(0, done.exitCode(), done.toString());
    return done.output();
  }

  private static String pid(Preforkd daemon) {
    try (Client client = Client.to(daemon.port())) {
      return client.readAll();
    } catch (IOException e) {
      throw new AssertionError("a copy does not answer", e);
    }
  }
}
