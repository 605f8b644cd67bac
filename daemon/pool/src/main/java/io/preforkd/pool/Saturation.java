package io.preforkd.pool;

/**
 * Counts the time in which connections waited, nobody was idle and no child could be started. An
 * episode ends when that has not been seen for a second: under load children are idle for moments
 * again and again, and an operator wants one line, not thousands.
 */
final class Saturation {
  static final long EPISODE_GAP = 1_000_000_000L;
  private static final long NOT_NOW = -1;

  private long began = NOT_NOW;
  private long lastSeen;
  private long total;

  /** Connections wait and nothing can be done. */
  void seen(long now, int waiting, Bound bound, Outbox out) {
    if (began == NOT_NOW) {
      began = now;
      out.add(new Action.Saturated(waiting, bound));
    } else {
      total += now - lastSeen;
    }
    lastSeen = now;
  }

  /**
   * Ends the episode if it has not been seen for long enough; says when it wants to be asked again.
   */
  void check(long now, Outbox out, Alarm alarm) {
    if (began == NOT_NOW) {
      return;
    }
    if (now - lastSeen >= EPISODE_GAP) {
      out.add(new Action.Relieved(lastSeen - began));
      began = NOT_NOW;
    } else {
      alarm.by(lastSeen + EPISODE_GAP);
    }
  }

  boolean isNow() {
    return began != NOT_NOW;
  }

  /** Nanoseconds of saturation since the pool was opened. */
  long total() {
    return total;
  }

  void note(Notes notes) {
    began = notes.number("began", began);
    lastSeen = notes.number("lastSeen", lastSeen);
    total = notes.number("total", total);
  }
}
