package io.preforkd.worker.runtime;

import java.time.Duration;

/**
 * Something of the author's that a thread is busy with, and that may take its time: a connection,
 * or the work between two. Times are on the scale of {@link System#nanoTime}.
 */
abstract class InHand implements Runnable {
  private static final long NOT_EXTENDED = Long.MIN_VALUE;

  private final long since = System.nanoTime();
  private final Allowance allowance;
  private volatile long extendedUntil = NOT_EXTENDED;
  private Thread thread;
  private boolean isOver;
  private boolean wasSlow;
  private boolean isOverdue;

  InHand(Allowance allowance) {
    this.allowance = allowance;
  }

  /**
   * How long anything may take.
   *
   * @param limit nanoseconds, or 0 for ever
   * @param slow nanoseconds after which it is slow, or 0 for never
   */
  record Allowance(long limit, long slow) {}

  /** How long it has been in hand, nanoseconds. */
  final long age() {
    return System.nanoTime() - since;
  }

  final long endsAt() {
    return at(allowance.limit());
  }

  /** When it is to be looked at, or {@link TimeLimits#NEVER}. */
  final synchronized long dueAt() {
    return Math.min(
        wasSlow ? TimeLimits.NEVER : at(allowance.slow()), isOverdue ? TimeLimits.NEVER : endsAt());
  }

  final void extendBy(Duration time) {
    Extension.millis(time);
    extendedUntil = Math.max(extendedUntil, System.nanoTime() + time.toNanos());
  }

  /** Whether it has just become slow. */
  final synchronized boolean becomesSlow(long now) {
    boolean becomes = !wasSlow && at(allowance.slow()) <= now;
    wasSlow |= becomes;
    return becomes;
  }

  /** Whether it has just taken too long. */
  final synchronized boolean becomesOverdue(long now) {
    boolean becomes = !isOverdue && endsAt() <= now;
    isOverdue |= becomes;
    return becomes;
  }

  final synchronized boolean isOverdue() {
    return isOverdue;
  }

  /** Where its thread stands; empty before and after. */
  final synchronized StackTraceElement[] stack() {
    return thread == null || isOver ? new StackTraceElement[0] : thread.getStackTrace();
  }

  /** The thread may serve something else by then, which is none of our business. */
  final synchronized void interrupt() {
    if (thread != null && !isOver) {
      thread.interrupt();
    }
  }

  final synchronized void begin() {
    thread = Thread.currentThread();
  }

  final synchronized void end() {
    isOver = true;
  }

  /** What it is, in messages. */
  abstract String what();

  /** It has taken too long. */
  abstract void cutOff();

  private long at(long nanos) {
    return nanos == 0 ? TimeLimits.NEVER : Math.max(since + nanos, extendedUntil);
  }
}
