package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.testing.CaughtLog;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class HeartbeatTest {
  private static final long PID = 42;

  @Test
  void beatsTwiceInTheTimeThatTheManagerWaits() {
    assertEquals(
        OptionalLong.of(15_000_000_000L),
        Heartbeat.period(Map.of("WATCHDOG_USEC", "30000000"), PID));
  }

  @Test
  void anotherProcessIsNoneOfItsBusiness() {
    Map<String, String> ours = Map.of("WATCHDOG_USEC", "2", "WATCHDOG_PID", "42");
    assertEquals(OptionalLong.of(1000), Heartbeat.period(ours, PID));
    assertEquals(OptionalLong.empty(), Heartbeat.period(ours, PID + 1));
    assertEquals(OptionalLong.empty(), Heartbeat.period(Map.of("WATCHDOG_PID", "42"), PID));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "0", "-1", "99999999999999999999"})
  void namesATimeThatIsNone(String time) throws Exception {
    try (CaughtLog log = new CaughtLog()) {
      assertEquals(OptionalLong.empty(), Heartbeat.period(Map.of("WATCHDOG_USEC", time), PID));
      assertTrue(log.next().startsWith("WARN WATCHDOG_USEC is " + time + ", which is no time"));
    }
  }

  @Test
  void goesOnForAsLongAsTheLoopTurns() throws InterruptedException {
    EventLoop loop = new EventLoop("loop", fault -> {});
    CountDownLatch beats = new CountDownLatch(3);
    Heartbeat.start(loop, TimeUnit.MILLISECONDS.toNanos(1), beats::countDown);
    beats.await();
    loop.stop();
    assertTrue(loop.awaitEnd(Duration.ofSeconds(10)));
  }
}
