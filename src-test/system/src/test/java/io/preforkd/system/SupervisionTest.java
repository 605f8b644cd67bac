package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.MemoryGroup;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Deaths: which of them slow a pool down, which end it, what they are called, who collects them.
 */
class SupervisionTest {
  private static final int KILLS = 10;

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void aCrashRightAfterTheFirstIdleIsBrakedAndDegradesThePoolAlone() throws IOException {
    Preforkd daemon =
        stage.launch(
            Workers.web(Workers.PERL, "mode: static", "max: 1")
                + Workers.pool(
                    "broken",
                    "127.0.0.1:@BROKEN@",
                    Workers.rogue("dies-when-idle"),
                    "respawn-delay: 20ms",
                    "respawn-delay-max: 80ms",
                    "give-up: {failures: 5}",
                    "mode: static",
                    "max: 1"));
    for (int pause : new int[] {20, 40, 80, 80}) {
      daemon.log().await("pool=broken children die young, .* is tried in " + pause + " ms");
    }
    daemon.log().await("pool=broken is degraded: 5 attempts in a row");
    assertEquals(1, daemon.metrics().value("preforkd_pool_degraded{pool=\"broken\"}"));
    assertEquals(0, daemon.metrics().value("preforkd_pool_degraded{pool=\"web\"}"));
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void aPoolThatFailsTooOftenEndsIfThatIsWanted() throws IOException {
    Preforkd daemon =
        stage.launch(
            Workers.web(
                Workers.rogue("dies-when-idle"),
                "respawn-delay: 1ms",
                "give-up: {failures: 3, then: exit}",
                "mode: static",
                "max: 1"));
    daemon.log().await("pool=web is given up: 3 attempts in a row ended in young deaths");
    assertEquals(78, daemon.exitCode());
  }

  @Test
  void anotherExitCodeCanMeanThatThereIsNoUse() throws IOException {
    Preforkd daemon =
        stage.launch(
            Workers.web(
                "{command: [sh, -c, \"exit 7\"]}",
                "no-restart-codes: [7]",
                "mode: static",
                "max: 1"));
    daemon.log().await("pool=web is given up: the worker ended with exit code 7");
    assertEquals(78, daemon.exitCode());
  }

  @Test
  void killsFromOutsideAreNotBraked() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(
                Workers.PERL,
                "respawn-delay: 1h",
                "respawn-delay-max: 2h",
                "mode: static",
                "max: 1"));
    for (int i = 0; i < KILLS; i++) {
      daemon.child("web", 0).signal(i % 2 == 0 ? "KILL" : "TERM");
      daemon.log().await("pool=web slot=0 gen=" + (i + 2) + " .* idle after");
    }
    assertEquals(0, daemon.log().count("die young"));
  }

  @Test
  void asPid1ItCollectsStrangers() throws IOException {
    assumeTrue(mayUnshare(), "needs the right to make a PID namespace");
    stage.by("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");
    Preforkd unshare =
        stage.launch(Workers.web(Workers.rogue("leaves-an-orphan"), "mode: static", "max: 1"));
    unshare.log().await("\\| orphan \\d+");
    unshare.awaitReady();
    Patience.until("no zombie in the namespace", () -> zombies(unshare) == 0);
    assertTrue(Client.get(unshare.port()).endsWith("hello\n"));
    inner(unshare).signal("TERM");
    assertEquals(0, unshare.exitCode());
  }

  @Test
  void aKillForMemoryIsCalledThat() throws IOException {
    Optional<MemoryGroup> made = MemoryGroup.make("256M");
    assumeTrue(made.isPresent(), "needs the right to make a control group");
    try (MemoryGroup group = made.get()) {
      stage.by(group.entering());
      Preforkd daemon =
          stage.launch(
              Workers.web(Workers.GREEDY, "oom-score-adj: 1000", "mode: static", "max: 1"));
      daemon.log().await("ended: SIGKILL while starting, out of memory, killed by the kernel");
      assertTrue(
          daemon.metrics().value("preforkd_pool_exits_total{pool=\"web\",reason=\"oom\"}") >= 1);
      assertEquals(0, daemon.stop());
    }
  }

  /** The daemon itself: the one child of unshare. */
  private static ProcessView inner(Preforkd unshare) {
    return childrenOf(unshare.process()).get(0);
  }

  private static List<ProcessView> childrenOf(ProcessView parent) {
    String pid = Long.toString(parent.pid());
    return ProcessView.all().stream()
        .filter(process -> process.status("PPid").equals(pid))
        .toList();
  }

  private static long zombies(Preforkd unshare) {
    return childrenOf(inner(unshare)).stream()
        .filter(process -> process.status("State").startsWith("Z"))
        .count();
  }

  private static boolean mayUnshare() throws IOException {
    return Finished.run("unshare", "--pid", "--fork", "--mount-proc", "true").exitCode() == 0;
  }
}
