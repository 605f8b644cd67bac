package io.preforkd.pool;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Since when how many children have been surplus without a break: one time for each of them, the
 * oldest first. So a burst that ends little by little leaves little by little, each child after its
 * own cool-down.
 */
final class Surplus {
  private final Deque<Long> since = new ArrayDeque<>();

  /** So many are surplus now; 0 or less is none. */
  void is(int children, long now) {
    while (since.size() > Math.max(0, children)) {
      since.removeLast();
    }
    while (since.size() < children) {
      since.addLast(now);
    }
  }

  /** Takes out those that have been surplus at least since {@code time}, and says how many. */
  int takeThoseSince(long time) {
    int count = 0;
    while (!since.isEmpty() && since.peekFirst() <= time) {
      since.removeFirst();
      count++;
    }
    return count;
  }

  boolean isNone() {
    return since.isEmpty();
  }

  /** Since when there has been any. */
  long oldest() {
    return since.getFirst();
  }

  void note(Notes notes) {
    notes.numbers("since", since);
  }
}
