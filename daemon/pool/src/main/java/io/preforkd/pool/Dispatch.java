package io.preforkd.pool;

/** How connections come to children; the names are those of the configuration. */
public enum Dispatch {
  /** The parent orders the lowest-numbered idle child. */
  LOWEST_IDLE,
  /** The parent orders one idle child after the other. */
  ROUND_ROBIN,
  /** All children accept by themselves on the same sockets, and the kernel chooses. */
  SHARED;

  /** Whether children accept without orders, for as long as they live. */
  public boolean isUnordered() {
    return this == SHARED;
  }

  /** A new one, for one pool. */
  DispatchPolicy policy() {
    return switch (this) {
      case LOWEST_IDLE -> new LowestIdle();
      case ROUND_ROBIN -> new RoundRobin();
      case SHARED -> (board, listener) -> DispatchPolicy.NOBODY;
    };
  }
}
