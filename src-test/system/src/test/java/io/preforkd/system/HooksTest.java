package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The operator's commands at moments of a pool's life: they are run, and hold nobody up. */
class HooksTest {
  private static final int FAILED = 1;
  private static final int TRY_AGAIN = 75;
  private static final int CONFIG = 78;
  private static final String COMMAND = "[sh, @WORKERS@/hook.sh, @DIR@]";
  private static final String WAIT = "while [ ! -e \"$1/go\" ]; do sleep 0.02; done\n";
  private static final String[] TWO = {"mode: static", "max: 2", hooks("30s")};

  @RegisterExtension final Stage stage = new Stage();

  /** Every hook is hook.sh. */
  private static String hooks(String timeout) {
    StringBuilder yaml = new StringBuilder("hooks: {timeout: " + timeout);
    for (String hook :
        List.of(
            "before-start",
            "after-start",
            "before-stop",
            "child-started",
            "child-exited",
            "on-reload")) {
      yaml.append(", ").append(hook).append(": ").append(COMMAND);
    }
    return yaml.append('}').toString();
  }

  /** What the hook of this name does beside writing itself down. */
  private void does(String hook, String script) throws IOException {
    stage.write(hook, script);
  }

  private void go() throws IOException {
    stage.write("go", "");
  }

  /** What the hooks have written down. */
  private List<String> written() {
    Path file = stage.folder().resolve("hooks");
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private long count(String pattern) {
    return written().stream().filter(line -> line.matches(pattern)).count();
  }

  private void await(int times, String pattern) {
    Patience.until(times + " lines like " + pattern, () -> count(pattern) == times);
  }

  private static String socket(String... keys) {
    return "admin: off\npools:\n" + Workers.pool("web", "unix:@DIR@/w.sock", Workers.PERL, keys);
  }

  @Test
  void everyMomentIsToldWithItsFacts() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, TWO));
    await(1, "after-start pool=web slot= gen= .*");
    await(2, "child-started pool=web slot=[01] gen=[12] .*");
    assertTrue(written().get(0).startsWith("before-start pool=web slot= gen= "));
    Client.get(daemon.port());
    daemon.awaitFinished("web", "served", 1);
    daemon.idleChild("web", 0).signal("KILL");
    await(1, "child-exited pool=web slot=0 gen=1 cause=signal code= signal=SIGKILL connections=1");
    daemon.log().await("slot=0 gen=3 .* idle after");
    stage.rewrite(daemon, Workers.web(Workers.PERL, "mode: static", "max: 3", hooks("30s")));
    stage.control("reload");
    await(1, "on-reload pool=web slot= .*");
    stage.control("reload", "--all");
    await(2, "on-reload pool=web slot= .*");
    await(4, "child-exited .*");
    assertTrue(count("child-exited pool=web .* cause=reload code=0 signal= .*") >= 1);
    assertEquals(0, daemon.stop());
    assertEquals(1, count("before-stop .*"));
    assertEquals(3, count("child-exited .* cause=stop code=0 signal= .*"));
    assertEquals(1, count("before-start .*"));
    assertEquals(1, count("after-start .*"));
  }

  @Test
  void oneIsStartedAsTheChildrenAre() throws IOException {
    assumeTrue(
        Finished.run("id", "-u").output().strip().equals("0"), "only root can become nobody");
    Preforkd daemon =
        stage.launch(
            Workers.web(
                Workers.rogue("dies-when-idle"),
                "user: nobody",
                "umask: '0027'",
                "limits: {nofile: 321}",
                "environment: {GREETING: hi}",
                "directory: /tmp",
                "hooks: {before-start: [sh, -c, 'echo $$(id -un) $$(umask) $$(ulimit -n) $$GREETING $$PWD']}"));
    daemon.log().await("pool=web hook=before-start pid=\\d+ \\| nobody 0027 321 hi /tmp");
  }

  @Test
  void aPoolIsNotOpenedIfWhatHasToComeBeforeFails() throws IOException {
    does("before-start", "echo no such luck >&2; exit 3");
    Preforkd daemon = stage.begin(socket(TWO));
    assertEquals(CONFIG, daemon.exitCode());
    daemon.log().await("pool=web hook=before-start pid=\\d+ \\| no such luck");
    daemon.log().await("pool=web is not opened, since its hook before-start has failed: exit code");
    assertEquals(1, count("before-start .*"));
    assertEquals(1, written().size());
  }

  @Test
  void clientsAndOperatorsWaitForWhatHasToComeBefore() throws IOException {
    does("before-start", WAIT);
    Preforkd daemon = stage.begin(socket(TWO));
    await(1, "before-start .*");
    try (Client early = Client.to(daemon.file("w.sock"))) {
      Finished refused = stage.ctl("scale", "web", "1");
      assertEquals(TRY_AGAIN, refused.exitCode(), refused.toString());
      daemon.signal("HUP");
      assertTrue(stage.control("status").contains("web"));
      go();
      assertTrue(early.finish().endsWith("hello\n"));
    }
    daemon.log().await("reload done after \\d+ ms: nothing has changed");
    await(1, "after-start .*");
  }

  @Test
  void aDaemonThatIsStoppedBeforeItsPoolHasBegunEnds() throws IOException {
    does("before-start", WAIT);
    Preforkd daemon = stage.begin(socket(TWO));
    await(1, "before-start .*");
    daemon.signal("TERM");
    daemon.log().await("TERM: stopping");
    go();
    assertEquals(0, daemon.exitCode());
    assertEquals(1, written().size());
  }

  @Test
  void aReloadDoesNotOpenAPoolEither() throws IOException {
    String web = Workers.web(Workers.PERL, "mode: static", "max: 2");
    Preforkd daemon = stage.start(web);
    does("before-start", "exit 3");
    stage.rewrite(daemon, web + Workers.pool("more", "unix:@DIR@/m.sock", Workers.PERL, TWO));
    Finished failed = stage.ctl("reload");
    assertEquals(FAILED, failed.exitCode(), failed.toString());
    assertTrue(
        failed.output().contains("pool more: its hook before-start has failed: exit code 3"),
        failed.output());
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    Patience.until("the end of the other socket", () -> Files.notExists(daemon.file("m.sock")));
    does("before-start", "exit 0");
    stage.control("reload");
    try (Client client = Client.to(daemon.file("m.sock"))) {
      assertTrue(client.finish().endsWith("hello\n"));
    }
  }

  @Test
  void oneThatHangsHoldsNobodyUpAndIsEnded() throws IOException {
    does("child-exited", "exec sleep 600");
    Preforkd daemon =
        stage.start(Workers.web(Workers.PERL, "mode: static", "max: 2", hooks("500ms")));
    daemon.idleChild("web", 0).signal("KILL");
    await(1, "child-exited .*");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    daemon
        .log()
        .await("hook=child-exited pid=\\d+ was ended after .*, since its timeout is over: SIGTERM");
    assertEquals(1, hooked(daemon, "child-exited", "timed_out"));
    does("child-exited", "exit 7");
    daemon.idleChild("web", 1).signal("KILL");
    daemon.log().await("hook=child-exited pid=\\d+ failed: exit code 7 after");
    assertEquals(1, hooked(daemon, "child-exited", "failed"));
  }

  private static long hooked(Preforkd daemon, String hook, String result) {
    String labels = "{hook=\"" + hook + "\",pool=\"web\",result=\"" + result + "\"}";
    return daemon.metrics().value("preforkd_pool_hooks_total" + labels);
  }

  /** The log tells what has come to pass also while the daemon is too busy for a scrape. */
  @Test
  void aFloodOfDeathsIsAnsweredByAFewAtATime() throws IOException {
    does("child-exited", WAIT);
    Preforkd daemon =
        stage.start(
            "log: {level: debug}\n"
                + Workers.web(
                    "{command: [sh, @WORKERS@/quick.sh]}",
                    "mode: static",
                    "max: 10",
                    "hooks: {timeout: 1h, child-exited: " + COMMAND + "}"));
    for (int i = 1; i <= 20; i++) {
      daemon.children("web").forEach(HooksTest::kill);
      int dead = 10 * i;
      awaitLog(daemon, dead, "slot=\\d+ .* ended: SIGKILL");
      awaitLog(daemon, dead + 10, "slot=\\d+ .* idle after");
    }
    awaitLog(daemon, 1, "pool=web calls of hooks are dropped: 8 run and 64 wait");
    go();
    awaitLog(daemon, 8 + 64, "hook=child-exited pid=\\d+ done after");
    assertEquals(8 + 64, written().size());
    assertEquals(8 + 64, hooked(daemon, "child-exited", "succeeded"));
    assertEquals(200 - 8 - 64, hooked(daemon, "child-exited", "dropped"));
  }

  private static void awaitLog(Preforkd daemon, int times, String pattern) {
    Patience.until(times + " lines like " + pattern, () -> daemon.log().count(pattern) == times);
  }

  private static void kill(Child child) {
    ProcessHandle.of(child.pid()).ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void clientsAreServedUntilThePoolHasTakenItsLeave() throws IOException {
    does("before-stop", WAIT);
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, TWO));
    daemon.signal("TERM");
    await(1, "before-stop .*");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    assertEquals(0, daemon.log().count("takes no new connections"));
    go();
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void aSecondIntDoesNotWaitForAnyHook() throws IOException {
    does("before-stop", "exec sleep 600");
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, TWO));
    daemon.signal("INT");
    await(1, "before-stop .*");
    daemon.signal("INT");
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void aPoolThatIsRemovedTakesItsLeaveAsWell() throws IOException {
    String web = Workers.web(Workers.PERL, "mode: static", "max: 2");
    Preforkd daemon =
        stage.start(web + Workers.pool("more", "unix:@DIR@/m.sock", Workers.PERL, TWO));
    stage.rewrite(daemon, web);
    assertEquals("pool more: removed", stage.control("reload"));
    await(1, "before-stop pool=more .*");
    daemon.log().await("pool=more an edition that is no longer in force has ended");
    await(2, "child-exited pool=more .* cause=reload .*");
  }

  @Test
  void whatHangsAfterTheEndIsEndedAfterTheStopTimeout() throws IOException {
    does("child-exited", "exec sleep 600");
    Preforkd daemon = stage.start("stop-timeout: 300ms\n" + Workers.web(Workers.PERL, TWO));
    assertEquals(0, daemon.stop());
    daemon.log().await("hook=child-exited pid=\\d+ was ended after .*, since the pool has ended");
  }

  @Test
  void anUpgradeWaitsForThoseThatRunAndLeavesTheRestToTheNewProgram() throws IOException {
    does("child-exited", WAIT);
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, TWO));
    await(1, "after-start .*");
    daemon.idleChild("web", 0).signal("KILL");
    await(1, "child-exited .*");
    daemon.signal("USR2");
    daemon.log().await("upgrade: waits until hooks have ended: pools \\[web\\]");
    daemon.idleChild("web", 1).signal("KILL");
    daemon.log().await("slot=1 gen=2 .* ended: SIGKILL");
    assertEquals(1, count("child-exited .*"));
    go();
    daemon.log().await("upgrade done after");
    await(2, "child-exited .*");
    Patience.until("both counted", () -> hooked(daemon, "child-exited", "succeeded") == 2);
    assertEquals(1, count("after-start .*"));
    assertEquals(0, daemon.stop());
    assertEquals(1, count("before-stop .*"));
    assertFalse(daemon.log().count("a fault in preforkd itself") > 0);
  }

  @Test
  void oneThatIsNoProgramIsNamedBeforeAnythingIsStarted() throws IOException {
    Finished refused = stage.refused(socket("hooks: {on-reload: [/no/such/program]}"));
    assertEquals(CONFIG, refused.exitCode());
    assertTrue(
        refused.output().contains("hooks: on-reload: command: /no/such/program is not a program"),
        refused.output());
  }
}
