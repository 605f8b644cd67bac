package io.preforkd.worker.runtime;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Prints where the main thread stands when a connection, or the work between two, takes longer than
 * slow-ms: once for each, and at most once in ten seconds, since whatever makes one connection slow
 * makes all of them slow. Ends the child if it works between connections for longer than one may
 * take. The {@link Watcher}'s thread only.
 */
final class SlowLog {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);
  private static final long NOTHING = -1;
  private static final double SECOND = 1e9;

  private final TimeLimits limits;
  private final Thread serving;
  private final String identity;
  private long lastMove = NOTHING;
  private long lastTime = -PAUSE;

  /**
   * @param serving the thread that serves
   * @param identity the child's name in messages
   */
  SlowLog(TimeLimits limits, Thread serving, String identity) {
    this.limits = limits;
    this.serving = serving;
    this.identity = identity;
  }

  /** How long until there is something to do for the connection of this move; -1 for ever. */
  long millisLeft(long move) {
    long slowAt = move == lastMove ? TimeLimits.NEVER : limits.slowAt();
    long at = Math.min(slowAt, limits.restEndsAt());
    if (at == TimeLimits.NEVER) {
      return -1;
    }
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(at - System.nanoTime()) + 1);
  }

  /** The connection of this move is still in hand. */
  void look(long move) {
    long now = System.nanoTime();
    if (move != lastMove && limits.slowAt() <= now) {
      lastMove = move;
      if (now - lastTime >= PAUSE) {
        lastTime = now;
        print();
      }
    }
    if (limits.restEndsAt() <= now) {
      print();
      Exit.now(
          Ending.saying(
              StartFault.SOFTWARE,
              identity + " has been in idle for longer than connection-timeout, and ends"));
    }
  }

  private void print() {
    StringBuilder text = new StringBuilder(identity);
    double seconds = limits.age() / SECOND;
    text.append(String.format(Locale.ROOT, " is slow: %.1f s %s, at", seconds, doing()));
    for (StackTraceElement frame : serving.getStackTrace()) {
      text.append("\n\tat ").append(frame);
    }
    System.err.println(text);
  }

  private String doing() {
    return limits.isResting() ? "between connections" : "with one connection";
  }
}
