package io.preforkd.pool;

import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps children that hang together from filling the log with their stacks. */
final class DumpBudget {
  static final int MOST = 6;
  static final long PERIOD = 60_000_000_000L;

  private final Deque<Long> taken = new ArrayDeque<>();

  /** Whether there may be one more now; if so, it is counted. */
  boolean take(long now) {
    while (!taken.isEmpty() && now - taken.peekFirst() >= PERIOD) {
      taken.removeFirst();
    }
    if (taken.size() == MOST) {
      return false;
    }
    taken.addLast(now);
    return true;
  }

  void note(Notes notes) {
    notes.numbers("taken", taken);
  }
}
