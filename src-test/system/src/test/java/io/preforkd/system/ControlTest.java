package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator does by {@code preforkd ctl} to a daemon that runs. */
class ControlTest {
  private static final int USAGE = 64;
  private static final int DATA = 65;
  private static final int UNAVAILABLE = 69;
  private static final int OS_ERROR = 71;
  private static final int NO_PERMISSION = 77;
  private static final String POOL =
      Workers.web(Workers.PERL, "min: 1", "max: 4", "start: 2", "min-spare: 1", "max-spare: 4");

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void statusShowsEveryChild() throws IOException {
    Preforkd daemon = stage.start(POOL);
    Child first = daemon.child("web", 0);
    try (Client held = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      String status = stage.control("status");
      assertTrue(status.matches("(?s)preforkd .* pid=\\d+ ready, up .*pool=web ready\n.*"), status);
      String row = "(?m)^ +0 +1 +" + first.pid() + " busy +\\S+ +\\S+ +1 +1$";
      assertTrue(Pattern.compile(row).matcher(status).find(), status);
      assertTrue(status.lines().allMatch(line -> line.length() <= 80), status);
      String json = stage.control("status", "--json", "web");
      assertTrue(json.startsWith("{\"ok\":true") && json.contains("\"slot\":1"), json);
      held.finish();
    }
  }

  @Test
  void pingAndVersionAnswer() throws IOException {
    stage.start(POOL);
    assertEquals("", stage.control("ping"));
    assertTrue(stage.control("version").startsWith("preforkd "));
  }

  @Test
  void scaleHoldsThePoolAtASize() throws IOException {
    Preforkd daemon = stage.start(POOL);
    stage.control("scale", "web", "4");
    assertEquals(4, daemon.children("web").size());
    daemon.log().await("pool=web is held at 4 children: control");
    stage.control("scale", "web", "-3");
    assertEquals(1, daemon.children("web").size());
    assertTrue(stage.control("status").contains("held at 1"));
    stage.control("scale", "web", "freeze");
    stage.control("scale", "web", "auto");
    daemon.log().await("pool=web follows its load: control");
    assertFalse(stage.control("status").contains("held"));
  }

  @Test
  void ttinAndTtouHoldEveryPoolAtOneMoreOrLess() throws IOException {
    Preforkd daemon = stage.start(POOL);
    daemon.awaitWorkers("web", "idle", 2);
    daemon.signal("TTIN");
    daemon.awaitWorkers("web", "idle", 3);
    daemon.signal("TTOU");
    daemon.log().await("pool=web is held at 2 children: TTOU");
    daemon.awaitWorkers("web", "idle", 2);
  }

  @Test
  void killEndsAChildAndItsConnection() throws IOException {
    Preforkd daemon = stage.start(POOL);
    Child first = daemon.child("web", 0);
    try (Client held = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      stage.control("kill", "web", "0");
      assertFalse(first.process().isAlive());
      assertEquals("", held.readAll());
    }
    daemon.log().await(first.tag() + " ended: SIGKILL while busy, killed by an operator.* lost=1");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void recycleReplacesAChildAfterItsConnection() throws IOException {
    Preforkd daemon = stage.start(POOL);
    Child first = daemon.child("web", 0);
    try (Client held = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      stage.control("recycle", "web", "0", "--no-wait");
      assertTrue(held.finish().endsWith("hello\n"));
    }
    daemon.log().await(first.tag() + " ended: .*, recycled by an operator, .* lost=0");
    assertTrue(
        daemon.metrics().value("preforkd_pool_exits_total{pool=\"web\",reason=\"recycle_asked\"}")
            >= 1);
  }

  @Test
  void recycleAllReplacesEveryChildUnderLoad() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, "mode: static", "max: 3"));
    List<Child> before = daemon.children("web");
    assertEquals(3, before.size());
    try (Load load = Load.of(6, () -> Client.to(daemon.port()))) {
      load.awaitServed(100);
      stage.control("recycle", "web", "all");
      assertEquals(List.of(), load.stop().failures());
    }
    before.forEach(child -> assertFalse(child.process().isAlive(), child.tag()));
    assertEquals(3, daemon.children("web").size());
    daemon.log().await(3, "ended: exit code 0 while .*, recycled by an operator, .* lost=0");
    assertEquals(0, daemon.log().count("gets TERM|gets KILL"));
  }

  @Test
  void logLevelChangesWhatIsLogged() throws IOException {
    Preforkd daemon = stage.start(POOL);
    stage.control("log-level", "debug");
    daemon.log().await("control: .*log-level.*debug.* by uid=\\d+ pid=\\d+");
    stage.control("scale", "web", "3");
    daemon.log().await("pool=web slot=2 .* started: held");
  }

  @Test
  void stopReturnsWhenTheProcessHasEnded() throws IOException {
    Preforkd daemon = stage.start(POOL);
    Path socket = daemon.file("control.sock");
    assertTrue(Files.exists(socket));
    assertEquals("preforkd has ended with exit code 0", stage.control("stop"));
    assertFalse(Files.exists(socket));
    assertEquals(0, daemon.exitCode());
    daemon.log().await("control: stopping");
  }

  @Test
  void stopNowDoesNotWaitForAConnection() throws IOException {
    Preforkd daemon = stage.start(POOL);
    try (Client held = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      stage.control("drain", "--no-wait");
      daemon.log().await("takes no new connections");
      stage.control("stop", "--now");
      assertEquals("", held.readAll());
    }
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void whatThereIsNotIsNamed() throws IOException {
    stage.start(POOL);
    assertFails(DATA, "no pool named wob; there are web", "scale", "wob", "2");
    assertFails(DATA, "1 to 4 children, not 5", "scale", "web", "5");
    assertFails(DATA, "no child in slot 3", "kill", "web", "3");
    assertFails(DATA, "no child in slot 3", "recycle", "web", "3");
    assertFails(DATA, "no pool named wob", "recycle", "wob", "all");
    assertFails(USAGE, "is no slot; give a number, or all", "recycle", "web", "most");
    assertFails(DATA, "no pool named wob", "status", "wob");
    assertFails(USAGE, "no size", "scale", "web", "lots");
    assertFails(USAGE, "no level", "log-level", "loud");
    assertFails(USAGE, "--help", "explode");
    assertFails(USAGE, "--help", "kill", "web", "x");
  }

  @Test
  void aDaemonThatIsNotThereIsNamedByItsSocket() throws IOException {
    Path socket = stage.folder().resolve("none.sock");
    Finished refused = stage.preforkd("ctl", "--socket", socket.toString(), "ping");
    assertEquals(UNAVAILABLE, refused.exitCode(), refused.output());
    assertTrue(refused.output().contains(socket.toString()), refused.output());
    assertEquals(1, refused.output().lines().count(), refused.output());
  }

  @Test
  void anotherDaemonsSocketIsLeftAlone() throws IOException {
    Preforkd daemon = stage.start(POOL);
    Finished refused = stage.refused(POOL);
    assertEquals(UNAVAILABLE, refused.exitCode(), refused.output());
    String path = daemon.file("control.sock").toString();
    assertTrue(refused.output().contains("control.listen: bind " + path), refused.output());
    assertTrue(refused.output().contains("give each daemon"), refused.output());
    stage.control("ping");
  }

  @Test
  void aStaleSocketIsReplaced() throws IOException {
    Preforkd first = stage.start(POOL);
    first.signal("KILL");
    first.exitCode();
    assertTrue(Files.exists(first.file("control.sock")));
    stage.successor(first, POOL);
    stage.control("ping");
  }

  @Test
  void rubbishIsAnsweredAndHurtsNobody() throws IOException {
    Preforkd daemon = stage.start(POOL);
    Path socket = daemon.file("control.sock");
    try (Client half = Client.to(socket).send("{\"command\":\"pi")) {
      assertTrue(say(socket, "rubbish\n").contains("\"exit\":64"));
      assertTrue(say(socket, "x".repeat(65_536)).contains("longer than 65536 bytes"));
      stage.control("ping");
      assertEquals("{\"ok\":true}\n", half.send("ng\"}\n").end().readAll());
    }
  }

  private static String say(Path socket, String text) throws IOException {
    try (Client client = Client.to(socket)) {
      return client.send(text).end().readAll();
    }
  }

  @Test
  void theGroupMayAskAndOthersMayNothing() throws IOException {
    assumeTrue(isRoot(), "only root can become others");
    Preforkd daemon = stage.start("control: {group: nogroup, mode: 0666}\n" + POOL);
    String socket = daemon.file("control.sock").toString();
    stage.by("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
    assumeTrue(stage.preforkd("--version").exitCode() == 0, "nobody can read the distribution");
    assertEquals(0, stage.preforkd("ctl", "--socket", socket, "status").exitCode());
    Finished stop = stage.preforkd("ctl", "--socket", socket, "stop");
    assertEquals(NO_PERMISSION, stop.exitCode(), stop.output());
    assertTrue(stop.output().contains("the group may only ask"), stop.output());
    stage.by("setpriv", "--reuid=nobody", "--regid=12345", "--clear-groups");
    Finished status = stage.preforkd("ctl", "--socket", socket, "status");
    assertEquals(NO_PERMISSION, status.exitCode(), status.output());
    assertTrue(status.output().contains("may not use this socket"), status.output());
    stage.by();
    stage.control("ping");
  }

  @Test
  void aDaemonThatGaveUpRootIsStillItsOwnOperator() throws IOException {
    assumeTrue(isRoot(), "only root can become others");
    Preforkd daemon = stage.start("user: nobody\n" + POOL);
    stage.by("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
    assumeTrue(stage.preforkd("--version").exitCode() == 0, "nobody can read the distribution");
    String socket = daemon.file("control.sock").toString();
    Finished scaled = stage.preforkd("ctl", "--socket", socket, "scale", "web", "3");
    assertEquals(0, scaled.exitCode(), scaled.output());
    stage.by();
    stage.control("ping");
  }

  @Test
  void aJournalThatHasNoRoomIsNoSuccess() throws IOException {
    stage.start(POOL);
    stage.by("sh", "-c", "exec \"$@\" >/dev/full", "sh");
    assertFails(OS_ERROR, "standard output cannot be written: No space left on device", "journal");
    stage.by("sh", "-c", "{ \"$@\"; echo exit $? >&2; } | head -c 1", "sh");
    assertEquals("{exit 0", stage.ctl("journal").output());
  }

  private static boolean isRoot() throws IOException {
    return Finished.run("id", "-u").output().strip().equals("0");
  }

  private void assertFails(int code, String why, String... arguments) throws IOException {
    Finished refused = stage.ctl(arguments);
    assertEquals(code, refused.exitCode(), refused.output());
    Matcher said = Pattern.compile(why, Pattern.LITERAL).matcher(refused.output());
    assertTrue(said.find(), refused.output());
  }
}
