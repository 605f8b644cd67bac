package io.preforkd.server.loop;

import java.util.PriorityQueue;

/**
 * The alarms that are set, soonest first. Times are differences of {@link System#nanoTime}, which
 * may overflow: never compare, subtract.
 */
final class Alarms {

  private final PriorityQueue<Alarm> set =
      new PriorityQueue<>((a, b) -> Long.signum(a.deadline() - b.deadline()));

  void add(Alarm alarm) {
    set.add(alarm);
  }

  void remove(Alarm alarm) {
    set.remove(alarm);
  }

  /** The alarm that rings next, or null. */
  Alarm next() {
    return set.peek();
  }

  /**
   * Rings what was due at {@code time}. An alarm that is set again meanwhile, even for the past,
   * waits for the next call.
   */
  void ring(long time) {
    int atMost = set.size();
    for (Alarm alarm = set.peek();
        atMost > 0 && alarm != null && alarm.deadline() - time <= 0;
        alarm = set.peek()) {
      alarm.ring();
      atMost--;
    }
  }
}
