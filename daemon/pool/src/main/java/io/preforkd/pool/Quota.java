package io.preforkd.pool;

/** The cap on living children over all pools of a daemon; the pools share one. */
public final class Quota {
  private int limit;
  private int taken;

  /**
   * @param limit most living children, at least 1
   */
  public Quota(int limit) {
    changeTo(limit);
  }

  /**
   * Sets another limit; children above it live on, and none is started until there is room again.
   */
  public void changeTo(int newLimit) {
    if (newLimit < 1) {
      throw new IllegalArgumentException("max-children must be at least 1, not " + newLimit);
    }
    limit = newLimit;
  }

  /** Most living children over all pools. */
  public int limit() {
    return limit;
  }

  /** Children that may still be started. */
  public int free() {
    return Math.max(0, limit - taken);
  }

  /** Children that live now, in all pools. */
  public int taken() {
    return taken;
  }

  void take() {
    taken++;
  }

  void giveBack() {
    taken--;
  }
}
