package io.preforkd.pool;

/**
 * The time at which the pool wants to be ticked. It is only ever brought forward, until a tick
 * clears it: a deadline that was met leaves it standing, and costs one tick that finds nothing to
 * do. That is cheaper than a heap that every order enters and leaves.
 */
final class Alarm {
  static final long NEVER = Long.MAX_VALUE;

  private long next = NEVER;

  void by(long time) {
    next = Math.min(next, time);
  }

  long next() {
    return next;
  }

  void clear() {
    next = NEVER;
  }

  void note(Notes notes) {
    next = notes.number("next", next);
  }
}
