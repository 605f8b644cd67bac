package io.preforkd.server.journal;

/**
 * When to try again what has failed: after 1, 2, 4 .. 64 s, and from 1 s on again once it has not
 * failed for longer than that. Times are those of {@link System#nanoTime}.
 */
final class Retry {
  private static final long FIRST = 1_000_000_000L;
  private static final long LONGEST = 64 * FIRST;

  private long pause;
  private long failedAt;

  /** It has failed; returns the pause. */
  long failed(long now) {
    boolean isInARow = pause > 0 && now - failedAt <= 2 * LONGEST;
    pause = isInARow ? Math.min(LONGEST, pause * 2) : FIRST;
    failedAt = now;
    return pause;
  }

  boolean isDue(long now) {
    return now - failedAt >= pause;
  }
}
