package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Held;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Metrics;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Children that hold many connections each, of whom the one with the fewest is ordered. */
class LeastBusyTest {
  private static final String DISPATCH = "dispatch: least-busy";
  private static final String STATIC = "mode: static";
  private static final int SOME = 100;

  @RegisterExtension final Stage stage = new Stage();

  /**
   * A child that is slow to answer must not be left out, so that what is shown is who is chosen.
   */
  @ParameterizedTest
  @ValueSource(strings = {Workers.MULTI, Workers.NETTY})
  void heldConnectionsSpreadEvenly(String worker) throws IOException {
    Preforkd daemon = start(worker, STATIC, "max: 4", "concurrency: 100", "order-retry: 4s");
    try (Held first = hold(daemon, 200)) {
      daemon.awaitAccepted("web", 200);
      assertEven(daemon, 50);
      assertEquals(110, first.finish(110));
      daemon.awaitFinished("web", "served", 110);
      try (Held second = hold(daemon, 110)) {
        daemon.awaitAccepted("web", 310);
        assertEven(daemon, 50);
        assertEquals(200, first.finish() + second.finish());
      }
    }
    daemon.awaitFinished("web", "served", 310);
    daemon.awaitWorkers("web", "idle", 4);
  }

  /** At most a twentieth of a child's lies between the fullest and the emptiest. */
  private static void assertEven(Preforkd daemon, int each) {
    LongSummaryStatistics sockets =
        daemon.children("web").stream().mapToLong(LeastBusyTest::sockets).summaryStatistics();
    assertTrue(sockets.getMin() >= each - each / 20, sockets.toString());
    assertTrue(sockets.getMax() - sockets.getMin() <= each / 20, sockets.toString());
  }

  private static long sockets(Child child) {
    Stream<String> all = child.process().descriptors().values().stream();
    return all.filter(name -> name.startsWith("socket:")).count();
  }

  @ParameterizedTest
  @ValueSource(strings = {Workers.MULTI, Workers.NETTY})
  void nobodyHoldsMoreThanItsConcurrency(String worker) throws IOException {
    Preforkd daemon = start(worker, STATIC, "max: 1", "concurrency: 4");
    Child child = daemon.child("web", 0);
    long before = sockets(child);
    try (Held held = hold(daemon, 10)) {
      for (int ended = 0; ended <= 6; ended++) {
        daemon.awaitAccepted("web", 4 + ended);
        Metrics now = daemon.metrics();
        assertTrue(now.accepted("web") - now.finished("web", "served") <= 4, now.toString());
        assertTrue(sockets(child) <= before + 4, "more than 4 of " + child.process().descriptors());
        assertEquals(1, held.finish(1));
      }
      assertEquals(3, held.finish());
    }
    daemon.awaitFinished("web", "served", 10);
    daemon.awaitWorkers("web", "idle", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {Workers.MULTI, Workers.NETTY})
  void aReloadLetsTheOldOnesFinishAllThatTheyHold(String worker) throws IOException {
    Preforkd daemon = start(worker, STATIC, "max: 2", "concurrency: 8");
    try (Held held = hold(daemon, 8)) {
      daemon.awaitAccepted("web", 8);
      stage.control("reload", "--all");
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
      assertEquals(8, held.finish());
    }
    daemon.log().await("gen=1 .* ended: exit code 0 .* lost=0");
    daemon.log().await("gen=2 .* ended: exit code 0 .* lost=0");
    daemon.awaitFinished("web", "served", 9);
  }

  @ParameterizedTest
  @ValueSource(strings = {Workers.MULTI, Workers.NETTY})
  void oneThatIsTooManyFinishesWhatItHolds(String worker) throws IOException {
    Preforkd daemon = start(worker, "start: 2", "max: 2", "concurrency: 8", "shrink-after: 1h");
    try (Held held = hold(daemon, 8)) {
      daemon.awaitAccepted("web", 8);
      stage.control("scale", "--no-wait", "web", "1");
      daemon.awaitWorkers("web", "leaving", 1);
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
      assertEquals(8, held.finish());
    }
    daemon.log().await("ended: exit code 0 .* lost=0");
    Patience.until("one child", () -> daemon.children("web").size() == 1);
    daemon.awaitFinished("web", "served", 9);
  }

  @ParameterizedTest
  @ValueSource(strings = {Workers.MULTI, Workers.NETTY})
  void aChildThatIsKilledLosesItsOwnAlone(String worker) throws IOException {
    Preforkd daemon = start(worker, STATIC, "max: 2", "concurrency: 8", "order-retry: 4s");
    try (Held held = hold(daemon, 8)) {
      daemon.awaitAccepted("web", 8);
      daemon.child("web", 0).signal("KILL");
      daemon.log().await("slot=0 gen=1 .* ended: SIGKILL while busy, .* connections=4 lost=4");
      assertEquals(4, held.finish());
    }
    daemon.awaitFinished("web", "lost", 4);
    daemon.awaitFinished("web", "served", 4);
    daemon.awaitWorkers("web", "idle", 2);
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {Workers.MULTI, Workers.NETTY})
  void anUpgradeCostsNobodyWhoIsHeldOrComes(String worker) throws IOException {
    Preforkd daemon = start(worker, STATIC, "max: 2", "concurrency: 8");
    try (Held held = hold(daemon, 8);
        Load load = Load.of(2, () -> Client.to(daemon.port()))) {
      load.awaitServed(SOME);
      stage.control("upgrade");
      load.awaitServed(SOME);
      assertEquals(8, held.finish());
      assertEquals(List.of(), load.stop().failures());
      daemon.awaitFinished("web", "served", 8 + (int) load.served());
    }
    assertEquals(0, daemon.metrics().finished("web", "lost"));
    assertEquals(0, daemon.log().count("slot=.* ended:"));
    daemon.awaitWorkers("web", "idle", 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {Workers.MULTI, Workers.NETTY})
  void thePoolGrowsWhenPlacesRunShortAndShrinksAgain(String worker) throws IOException {
    Preforkd daemon =
        start(
            worker,
            "max: 4",
            "start: 1",
            "concurrency: 4",
            "min-spare: 2",
            "max-spare: 4",
            "growth-interval: 100ms",
            "shrink-after: 100ms");
    try (Held held = hold(daemon, 12)) {
      daemon.awaitAccepted("web", 12);
      Patience.until("four children", () -> daemon.children("web").size() == 4);
      assertEquals(12, held.finish());
    }
    Patience.until("one child", () -> daemon.children("web").size() == 1);
    daemon.awaitFinished("web", "served", 12);
    assertEquals(0, daemon.metrics().finished("web", "lost"));
  }

  @Test
  void whoCannotHoldManyIsRefused() throws IOException {
    Preforkd daemon =
        stage.launch(Workers.web(Workers.PERL, DISPATCH, STATIC, "max: 1", "concurrency: 4"));
    daemon
        .log()
        .await(
            "broke the protocol and is killed: it has not announced the feature multi,"
                + " which concurrency: 4 needs");
    assertFalse(daemon.log().count("ready") > 0);
  }

  private Preforkd start(String worker, String... keys) throws IOException {
    String[] all = Stream.concat(Stream.of(DISPATCH), Stream.of(keys)).toArray(String[]::new);
    return stage.start(Workers.web(worker, all));
  }

  private static Held hold(Preforkd daemon, int count) throws IOException {
    return Held.of(count, () -> Client.to(daemon.port()));
  }
}
