package io.preforkd.pool;

/** How connections come to children. */
public enum Dispatch {
  /** The parent orders the lowest-numbered idle child. */
  LOWEST_IDLE,
  /** The parent orders one idle child after the other. */
  ROUND_ROBIN,
  /** The parent orders the child that holds the fewest connections. */
  LEAST_BUSY,
  /** The parent accepts, and gives the connection to the child that holds the fewest. */
  PASS,
  /** All children accept by themselves on the same sockets, and the kernel chooses. */
  SHARED,
  /**
   * Each slot has sockets of its own, on which its child accepts by itself; the parent tells the
   * kernel to which of them clients come.
   */
  REUSE_PORT,
  /**
   * As {@link #SHARED}, of programs that know nothing of a parent and report nothing: they are
   * taken to be idle from their start to their end.
   */
  UNREPORTED;

  /** Whether children accept without orders, for as long as they live. */
  public boolean isUnordered() {
    return this == SHARED || this == REUSE_PORT || this == UNREPORTED;
  }

  /** Whether children tell what they do, by a word or by their records. */
  public boolean isReported() {
    return this != UNREPORTED;
  }

  /** Whether children are told to accept without orders, and say or show what they do. */
  public boolean isFree() {
    return isUnordered() && isReported();
  }

  /** Whether nobody else can accept who waits for a slot's child. */
  public boolean hasSocketsOfSlots() {
    return this == REUSE_PORT;
  }

  /** Whether the parent accepts. */
  public boolean isPassed() {
    return this == PASS;
  }

  /** A new one, for one pool. */
  DispatchPolicy policy() {
    return switch (this) {
      case LOWEST_IDLE -> new LowestIdle();
      case ROUND_ROBIN -> new RoundRobin();
      case LEAST_BUSY, PASS -> new LeastBusy();
      case SHARED, REUSE_PORT, UNREPORTED -> (board, listener) -> DispatchPolicy.NOBODY;
    };
  }
}
