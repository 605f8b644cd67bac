package io.preforkd.server.loop;

import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a busy loop from being woken for each event by itself: a poll begins no sooner than {@link
 * #BREATH} after the one before it returned, and finds what has come in meanwhile all at once.
 *
 * <p>To be woken costs more than all that is done then. With eight children and as many clients,
 * the parent's CPU per connection fell to a third, and throughput rose by a tenth. The price is
 * that an event can wait for a breath while the loop is busy; one that comes to a quiet loop does
 * not wait, nor does one after a {@link #hurry}.
 */
final class Pace {

  /** Nanoseconds; the kernel adds its timer slack, 50 us as a rule. */
  private static final long BREATH = 100_000;

  private long returnedAt = System.nanoTime() - BREATH;
  private boolean isHurried;

  /** The next poll begins at once: more is lost by a breath than it saves. */
  void hurry() {
    isHurried = true;
  }

  void beforePoll() {
    long rest = returnedAt + BREATH - System.nanoTime();
    if (rest > 0 && !isHurried) {
      LockSupport.parkNanos(rest);
    }
    isHurried = false;
  }

  void afterPoll() {
    returnedAt = System.nanoTime();
  }
}
