package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.Limits;
import io.preforkd.worker.protocol.Verb;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The time limits of the connection in hand, or of the work between two. The main thread begins and
 * extends, the {@link Watcher} reads. Times are on the scale of {@link System#nanoTime}, which on
 * Linux is above 0.
 */
final class TimeLimits {
  /** In place of a time, where there is no limit. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long NOT_EXTENDED = Long.MIN_VALUE;

  private final long timeout;
  private final long slow;
  private final Tally tally;
  private final BackChannel channel;
  private volatile long extendedUntil = NOT_EXTENDED;
  private volatile long restsSince = NEVER;

  TimeLimits(Limits limits, Tally tally, BackChannel channel) {
    this.timeout = TimeUnit.MILLISECONDS.toNanos(limits.connectionTimeoutMillis());
    this.slow = TimeUnit.MILLISECONDS.toNanos(limits.slowMillis());
    this.tally = tally;
    this.channel = channel;
  }

  /** Another connection has been accepted. */
  void begin() {
    if (extendedUntil != NOT_EXTENDED) {
      extendedUntil = NOT_EXTENDED;
    }
  }

  /** Work between connections begins. */
  void beginRest() {
    begin();
    restsSince = System.nanoTime();
  }

  void endRest() {
    restsSince = NEVER;
  }

  boolean isResting() {
    return restsSince != NEVER;
  }

  /**
   * When work between connections has taken as long as a connection may, or {@link #NEVER}; the
   * parent does not know of it, and ends nobody for it.
   */
  long restEndsAt() {
    return isResting() ? deadline() : NEVER;
  }

  /**
   * Asks the parent for that much time from now.
   *
   * @throws IllegalArgumentException if it does not fit into a frame
   */
  void extend(Duration time) {
    int millis = Extension.millis(time);
    extendedUntil = Math.max(extendedUntil, System.nanoTime() + time.toNanos());
    channel.send(Verb.EXTEND, millis);
  }

  /** When the parent ends the child, or {@link #NEVER}. */
  long deadline() {
    return limit(timeout);
  }

  /** When the connection is slow, or {@link #NEVER}. */
  long slowAt() {
    return limit(slow);
  }

  /** How long it has been in hand, nanoseconds. */
  long age() {
    return System.nanoTime() - since();
  }

  private long limit(long nanos) {
    return nanos == 0 ? NEVER : Math.max(since() + nanos, extendedUntil);
  }

  private long since() {
    long rests = restsSince;
    return rests == NEVER ? tally.acceptedAt() : rests;
  }
}
