package io.preforkd.server.host;

import io.preforkd.server.loop.Alarm;
import io.preforkd.server.loop.EventLoop;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service manager hears as long as the event loop turns, and no longer: it beats on the
 * loop, twice in the time after which the manager takes the service for dead (WatchdogSec=).
 */
final class Heartbeat {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private final EventLoop loop;
  private final long period;
  private final Runnable beat;
  private final Alarm next;

  private Heartbeat(EventLoop loop, long period, Runnable beat) {
    this.loop = loop;
    this.period = period;
    this.beat = beat;
    this.next = loop.alarm(this::beat);
  }

  /** Beats from now on, at once and then every {@code period} nanoseconds. */
  static void start(EventLoop loop, long period, Runnable beat) {
    loop.execute(new Heartbeat(loop, period, beat)::beat);
  }

  private void beat() {
    next.set(loop.now() + period);
    beat.run();
  }

  /**
   * How often this process is to be heard of, in nanoseconds; empty if nobody waits for that, or
   * for another process.
   */
  static OptionalLong period(Map<String, String> environment, long pid) {
    String time = environment.get("WATCHDOG_USEC");
    String whose = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    if (time == null || !whose.equals(Long.toString(pid))) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(TimeUnit.MICROSECONDS.toNanos(requirePositive(time)) / 2);
    } catch (NumberFormatException e) {
      LOG.warn(
          "WATCHDOG_USEC is {}, which is no time in microseconds: the service manager hears nothing"
              + " of the event loop; unset it, or have WatchdogSec= of the unit set it",
          time);
      return OptionalLong.empty();
    }
  }

  private static long requirePositive(String time) {
    long micros = Long.parseLong(time);
    if (micros <= 0) {
      throw new NumberFormatException(time);
    }
    return micros;
  }
}
