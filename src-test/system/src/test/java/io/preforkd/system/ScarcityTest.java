package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.chaos.Footprint;
import io.preforkd.system.harness.Admin;
import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The daemon itself is refused what it needs - room for its log, descriptors, processes: it serves
 * on with what it has, and is whole again as soon as there is enough.
 */
class ScarcityTest {
  private static final String POOL =
      Workers.web(
          Workers.PERL,
          "mode: static",
          "max: 2",
          "respawn-delay: 20ms",
          "respawn-delay-max: 100ms");

  /** Nobody else's, since the kernel counts all processes of a user. */
  private static final String SOMEBODY = "54321";

  private static final String AS_SOMEBODY =
      "setpriv --reuid=" + SOMEBODY + " --regid=" + SOMEBODY + " --clear-groups";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void aDiskThatIsFullFromTheStartCostsTheLogAlone() throws IOException {
    stage.by("sh", "-c", "exec \"$@\" 2>/dev/full", "sh");
    Preforkd daemon = stage.begin(POOL);
    Patience.until("an answer of /readyz", () -> isReady(daemon));
    assertServes(daemon);
    daemon.child("web", 0).signal("KILL");
    Patience.until("both idle", () -> daemon.metrics().workers("web", "idle") == 2);
    stage.control("reload", "--all");
    assertServes(daemon);
    assertEquals(0, daemon.stop());
  }

  private static boolean isReady(Preforkd daemon) {
    try {
      return Admin.at(daemon.port("ADMIN")).get("/readyz").status() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Test
  void aLogThatHasRoomAgainIsWrittenAgain() throws IOException {
    Path log = stage.folder().resolve("log");
    stage.by("sh", "-c", "exec \"$@\" 2>" + log, "sh");
    Preforkd daemon = stage.begin(POOL);
    Patience.until("an answer of /readyz", () -> isReady(daemon));
    limit(daemon, "--fsize=1:");
    stage.control("scale", "web", "1");
    assertServes(daemon);
    limit(daemon, "--fsize=unlimited:");
    stage.control("scale", "web", "2");
    Patience.until("a line", () -> text(log).contains("pool=web is held at 2 children"));
    assertTrue(!text(log).contains("held at 1"), "the disk was not full");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void withoutDescriptorsNobodyIsStartedAndTheOthersServe() throws IOException {
    Preforkd daemon = stage.start(POOL);
    stage.control("ping");
    assertServes(daemon);
    Footprint before = Footprint.ofRest(daemon.process(), 2);
    Child victim = daemon.child("web", 0);
    String[] limits = daemon.process().limit("Max open files").split(" ", -1);
    limit(daemon, "--nofile=3:");
    victim.signal("KILL");
    daemon.log().await("pool=web slot=0 gen=\\d+ cannot be started: .*");
    serveAll(daemon);
    limit(daemon, "--nofile=" + limits[0] + ":");
    isWholeAgain(daemon, before);
  }

  @Test
  void withoutProcessesNobodyIsStartedAndTheOthersServe() throws IOException {
    assumeTrue(
        Finished.run("id", "-u").output().strip().equals("0"), "only root can become others");
    stage.by(AS_SOMEBODY.split(" ", -1));
    assumeTrue(stage.preforkd("--version").exitCode() == 0, "others cannot read the distribution");
    openFolder();
    Preforkd daemon = stage.start(POOL);
    stage.control("ping");
    assertServes(daemon);
    Footprint before = Footprint.ofRest(daemon.process(), 2);
    String[] limits = daemon.process().limit("Max processes").split(" ", -1);
    run(AS_SOMEBODY + " prlimit --nproc=1: --pid " + daemon.process().pid());
    daemon.child("web", 0).signal("KILL");
    daemon.log().await("pool=web slot=0 gen=\\d+ cannot be started: .*EAGAIN");
    serveAll(daemon);
    askForThreads(daemon);
    run(AS_SOMEBODY + " prlimit --nproc=" + limits[0] + ": --pid " + daemon.process().pid());
    Patience.until("an answer of the control socket", () -> answers("ping"));
    daemon.signal("HUP");
    daemon.log().await("reload done after .*");
    isWholeAgain(daemon, before);
  }

  /** One of each kind that works for an operator; none of them can be had. */
  private static void askForThreads(Preforkd daemon) throws IOException {
    Path socket = daemon.file("control.sock");
    try (Client first = Client.to(socket);
        Client second = Client.to(socket);
        Client third = Client.to(daemon.port("ADMIN"))) {
      daemon.signal("HUP");
      serveAll(daemon);
      first.end();
      second.end();
      third.end();
    }
  }

  /** The daemon's user makes its sockets there. */
  private void openFolder() throws IOException {
    run("chown " + SOMEBODY + " " + stage.folder());
  }

  private static void limit(Preforkd daemon, String limit) throws IOException {
    run("prlimit --pid " + daemon.process().pid() + " " + limit);
  }

  private static void run(String command) throws IOException {
    Finished done = Finished.run(command.split(" ", -1));
    assertEquals(0, done.exitCode(), done.output());
  }

  private boolean answers(String command) {
    try {
      return stage.ctl(command).exitCode() == 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void serveAll(Preforkd daemon) {
    Load load = Load.exactly(50, 2, () -> Client.to(daemon.port()));
    assertEquals(List.of(), load.failures());
  }

  private static void assertServes(Preforkd daemon) throws IOException {
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  private void isWholeAgain(Preforkd daemon, Footprint before) throws IOException {
    Patience.until("an answer of /readyz", () -> isReady(daemon));
    daemon.awaitWorkers("web", "idle", 2);
    stage.control("ping");
    stage.control("recycle", "web", "all");
    before.requireAgain(daemon.process());
    assertEquals(0, daemon.stop());
  }
}
