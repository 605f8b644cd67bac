package io.preforkd.pool;

/**
 * Whether clients should be sent: somebody serves, or is about to. A pool that has lost its last
 * child keeps the word for {@link #GAP}, since its clients merely wait for the replacement; not
 * once a replacement has failed. One that starts no child before a client comes would never be sent
 * any if it asked for one first: it is ready unless it pauses after children that could not start.
 */
final class Readiness {
  static final long GAP = 2_000_000_000L;
  private static final long NEVER = -1;

  private final Scoreboard board;
  private final Throttle throttle;
  private final Alarm alarm;
  private long servedAt = NEVER;

  Readiness(Scoreboard board, Throttle throttle, Alarm alarm) {
    this.board = board;
    this.throttle = throttle;
    this.alarm = alarm;
  }

  /** Asked after every event, so that the pool is ticked when the answer changes by itself. */
  void observe(long now, PoolSpec spec) {
    if (isServing()) {
      servedAt = now;
    } else if (isInGap(now)) {
      alarm.by(servedAt + GAP);
    }
    if (spec.start() == 0 && throttle.resumeAt() > now) {
      alarm.by(throttle.resumeAt());
    }
  }

  boolean isReady(long now, PoolSpec spec) {
    return isServing() || isInGap(now) || (spec.start() == 0 && now >= throttle.resumeAt());
  }

  private boolean isServing() {
    return board.serving() > 0;
  }

  private boolean isInGap(long now) {
    return servedAt != NEVER && now < servedAt + GAP && throttle.deaths() == 0;
  }

  void note(Notes notes) {
    servedAt = notes.number("servedAt", servedAt);
  }
}
