package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.Pressure;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.Durations;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.sys.AcceptQueue;
import io.preforkd.server.testing.CaughtLog;
import io.preforkd.server.testing.Counted;
import io.preforkd.server.testing.PoolSpecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServiceManagerTest {
  private static final String READY = "READY=1\nMAINPID=42";
  private static final String RELOADING = "RELOADING=1\nMONOTONIC_USEC=7000";

  private final List<String> heard = new ArrayList<>();
  private boolean hasRoom = true;
  private boolean isThere = true;
  private long now = 7_000_999L;
  private final ServiceManager manager = new ServiceManager(this::hear, 42, () -> now, true);

  private boolean hear(String message, List<Integer> descriptors) {
    if (!isThere) {
      throw new IllegalArgumentException("nobody");
    }
    return hasRoom && heard.add(message);
  }

  private static PoolSnapshot pool(String name, int idle) {
    return pool(name, idle, true, false, false);
  }

  private static PoolSnapshot pool(
      String name, int idle, boolean isReady, boolean isDegraded, boolean isGivenUp) {
    PoolStatus status =
        new PoolStatus(
            idle,
            1,
            0,
            0,
            0,
            idle + 1,
            0,
            PoolSpecs.of(PoolMode.STATIC),
            OptionalInt.empty(),
            false,
            0,
            0,
            0,
            isDegraded,
            Pressure.NONE);
    Map<String, AcceptQueue.Depth> queues = Map.of("127.0.0.1:80", new AcceptQueue.Depth(3, 128));
    return new PoolSnapshot(
        name,
        status,
        Counted.nothing(),
        BoardCounts.ZERO,
        List.of(),
        Durations.none(Durations.SERVICE),
        queues,
        Map.of(),
        Map.of(),
        true,
        isReady,
        isGivenUp);
  }

  private static String line(String name, int idle) {
    return String.format(
        "pool=%s idle=%d busy=1 starting=0 leaving=0 total=%d/12 backlog=3", name, idle, idle + 1);
  }

  private void second(int idle) {
    manager.everySecond(() -> List.of(pool("web", idle), pool("policy", 4)));
  }

  private static String status(int idle) {
    return "STATUS=" + line("web", idle) + "; " + line("policy", 4);
  }

  @Test
  void tellsItsLife() {
    manager.ready();
    manager.reloads("HUP");
    manager.reloaded(Optional.empty());
    manager.upgrades("USR2");
    manager.notUpgraded("no");
    manager.stops("TERM");
    manager.stops("INT");
    assertEquals(List.of(READY, RELOADING, READY, RELOADING, READY, "STOPPING=1"), heard);
  }

  @Test
  void isNotReadySinceAReloadHasEnded() {
    manager.reloads("HUP");
    manager.reloaded(Optional.empty());
    assertEquals(List.of(), heard);
    manager.ready();
    manager.reloads("HUP");
    manager.stops("TERM");
    manager.reloaded(Optional.of("the daemon stops"));
    assertEquals(List.of(READY, RELOADING, "STOPPING=1"), heard);
  }

  @Test
  void sendsThePoolLinesWhenTheyHaveChanged() {
    second(2);
    second(2);
    second(3);
    assertEquals(List.of(status(2), status(3)), heard);
  }

  @Test
  void saysThatAReloadFailedUntilOneDoesNot() {
    manager.reloaded(Optional.of("first\nsecond"));
    second(2);
    manager.reloaded(Optional.empty());
    second(2);
    manager.notUpgraded("no such program");
    second(2);
    assertEquals(
        List.of(
            status(2) + "; the last reload failed: first",
            status(2),
            status(2) + "; the last upgrade failed: no such program"),
        heard);
  }

  @Test
  void aPoolThatCannotComeUpHoldsTheStartUpOnlyUntilThatIsKnown() {
    manager.mayTake(Duration.ofSeconds(60));
    heard.clear();
    PoolSnapshot web = pool("web", 2);
    manager.everySecond(() -> List.of(web, pool("api", 0, false, false, false)));
    assertFalse(heard.contains(READY));
    manager.everySecond(
        () -> List.of(web, pool("api", 0, false, true, false), pool("old", 0, false, false, true)));
    assertTrue(heard.contains(READY));
    assertTrue(heard.get(heard.size() - 1).endsWith("; not ready: api,old"), heard.toString());
    manager.everySecond(() -> List.of(web, pool("api", 1)));
    assertEquals("STATUS=" + line("web", 2) + "; " + line("api", 1), heard.get(heard.size() - 1));
  }

  @Test
  void neitherDoesOneThatIsSilentForLongerThanAStartMayTake() {
    manager.mayTake(Duration.ofSeconds(60));
    now += 60_000_000_000L;
    manager.everySecond(() -> List.of(pool("web", 2), pool("api", 0, false, false, false)));
    assertEquals(READY, heard.get(1));
  }

  @Test
  void isNotReadyWhereEveryPoolIsGivenUpOrNoneMayBeMissing() {
    now += 1;
    manager.everySecond(() -> List.of(pool("web", 0, false, false, true)));
    new ServiceManager(this::hear, 42, () -> now, false)
        .everySecond(() -> List.of(pool("web", 0, false, true, false)));
    assertFalse(heard.contains(READY));
  }

  @Test
  void servesAsSoonAsItHasTakenOver() {
    manager.goesOn();
    manager.ready();
    assertEquals(List.of(READY), heard);
  }

  @Test
  void saysLateWhatHeHadNoRoomFor() {
    hasRoom = false;
    manager.ready();
    manager.reloads("HUP");
    manager.reloaded(Optional.empty());
    second(2);
    hasRoom = true;
    second(2);
    assertEquals(List.of(READY, status(2)), heard);
  }

  @Test
  void asksForTimeWhileItStartsAndStopsAndThatMayStillTakeSome() {
    manager.mayTake(Duration.ofSeconds(60));
    second(2);
    manager.ready();
    second(2);
    manager.stops("TERM");
    manager.mayTake(Duration.ofSeconds(3));
    second(2);
    now += 3_000_000_000L;
    second(2);
    assertEquals(
        List.of(
            "EXTEND_TIMEOUT_USEC=10000000",
            "EXTEND_TIMEOUT_USEC=10000000",
            status(2),
            READY,
            "STOPPING=1",
            "EXTEND_TIMEOUT_USEC=3000000",
            "EXTEND_TIMEOUT_USEC=3000000"),
        heard);
  }

  /** A reload or an upgrade takes as long as its steps may, of which each has a limit. */
  @Test
  void asksForTimeWhileItChanges() {
    manager.ready();
    manager.reloads("HUP");
    second(2);
    now += 60_000_000_000L;
    second(2);
    manager.reloaded(Optional.empty());
    second(2);
    String more = "EXTEND_TIMEOUT_USEC=10000000";
    assertEquals(List.of(READY, RELOADING, more, status(2), more, READY), heard);
  }

  @Test
  void beatsFromReadyOnWhereSomebodyWaitsForIt() throws Exception {
    EventLoop loop = new EventLoop("loop", fault -> {});
    manager.listen(loop, TimeUnit.HOURS.toNanos(1));
    manager.ready();
    loop.stop();
    assertTrue(loop.awaitEnd(Duration.ofSeconds(10)));
    assertEquals(READY, heard.get(0));
    assertEquals("WATCHDOG=1", heard.get(1));
  }

  @Test
  void warnsOnceThatNobodyHears() throws Exception {
    try (CaughtLog log = new CaughtLog()) {
      isThere = false;
      manager.ready();
      second(2);
      assertEquals(
          "WARN the service manager cannot be told how the daemon is: nobody; mind NOTIFY_SOCKET",
          log.next());
      assertTrue(log.isEmpty());
    }
    isThere = true;
    second(2);
    assertEquals(List.of(READY, status(2)), heard);
  }
}
