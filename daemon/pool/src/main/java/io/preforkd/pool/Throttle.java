package io.preforkd.pool;

/**
 * Slows the spawning down while children die before their first idle: after each wave of deaths a
 * pause, twice as long as the one before, and then one child on trial. The first one that becomes
 * idle ends it.
 *
 * <p>Children that were started before the last pause began are of the same wave: eight that die at
 * the opening are one failure, not eight doublings.
 */
final class Throttle {
  private int deaths;
  private int waves;
  private long waveBegan;
  private long resumeAt;
  private boolean isOnTrial;

  /**
   * A child that was spawned at {@code spawnedAt} died before its first idle. True if that began a
   * new pause.
   */
  boolean died(long now, long spawnedAt, PoolSpec spec) {
    deaths++;
    if (waves > 0 && spawnedAt <= waveBegan) {
      return false;
    }
    isOnTrial = false;
    waves++;
    waveBegan = now;
    resumeAt = now + pause(spec);
    return true;
  }

  /** A child was spawned; during a wave it is the one on trial. */
  void spawned() {
    isOnTrial = waves > 0;
  }

  /**
   * A child left before its first idle, since it was told to, or cannot be ended: if it was on
   * trial, another may be.
   */
  void left(long spawnedAt) {
    if (spawnedAt > waveBegan) {
      isOnTrial = false;
    }
  }

  /** A child became idle for the first time. */
  void succeeded() {
    isOnTrial = false;
    deaths = 0;
    waves = 0;
    resumeAt = 0;
  }

  /** How many children may be started now, if {@code starting} are under way. */
  int allows(long now, int starting) {
    if (waves == 0) {
      return Integer.MAX_VALUE;
    }
    return starting == 0 && !isOnTrial && now >= resumeAt ? 1 : 0;
  }

  /** Length of the present pause. */
  long pause(PoolSpec spec) {
    int doublings = Math.min(waves - 1, 40);
    long pause =
        spec.respawnDelay()
            << Math.min(doublings, Long.numberOfLeadingZeros(spec.respawnDelay()) - 1);
    return Math.min(pause, spec.respawnDelayMax());
  }

  /** When the pause ends; in the past if there is none. */
  long resumeAt() {
    return resumeAt;
  }

  /** Deaths since the last child that became idle. */
  int deaths() {
    return deaths;
  }
}
