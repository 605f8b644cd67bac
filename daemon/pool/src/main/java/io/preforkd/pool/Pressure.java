package io.preforkd.pool;

/** How short the machine, or the daemon's cgroup, is of memory. */
public enum Pressure {
  /** There is enough. */
  NONE(0),
  /** A pool does not grow above {@code min}. */
  SOME(1),
  /** Idle children above {@code min} leave, before the kernel kills somebody. */
  FULL(2);

  private final int degree;

  Pressure(int degree) {
    this.degree = degree;
  }

  /** 0 to 2, for those who draw curves. */
  public int degree() {
    return degree;
  }
}
