package io.preforkd.pool;

/** Why a child must go, or goes. A child that dies without one of these died of its own. */
public enum EndReason {
  /**
   * More than {@code max-spare} children were idle for {@code shrink-after}, or the pool's {@code
   * max} was lowered, or the operator holds the pool at fewer.
   */
  SHRINK,
  /** Memory is short, and the pool has more than {@code min} children. */
  PRESSURE,
  /** It makes room for a child where clients wait for whom nobody else can accept. */
  ROOM,
  /** The pool stops. */
  STOP,
  /** It has reached the connections or the age of its {@link ChildLimits}. */
  RECYCLE,
  /** The operator asked for its replacement. */
  RECYCLE_ASKED,
  /** Its accepts have failed so often in a row that it has come to its longest rest. */
  CANNOT_ACCEPT,
  /** The pool is replaced by a new edition, or is one that did not do. */
  RELOAD,
  /** It has grown beyond the memory of its {@link ChildLimits}. */
  MEMORY,
  /** The child said that it leaves: it had been told to, or has reached a limit of its own. */
  LEFT,
  /** Did not say idle within {@code start-timeout}. */
  START_TIMEOUT,
  /** Did not answer an order within {@code order-timeout}. */
  ORDER_TIMEOUT,
  /** Was told to leave and was still there after {@code drain-timeout}. */
  DRAIN_TIMEOUT,
  /** Was still there when the pool's {@code stop-timeout} had passed. */
  STOP_TIMEOUT,
  /** The operator asked for its end. */
  OPERATOR,
  /** Held one connection for longer than {@code connection-timeout}. */
  CONNECTION_TIMEOUT,
  /** Did not answer a ping within {@code ping-timeout}. */
  PING_TIMEOUT,
  /** Sent what the protocol does not allow. */
  PROTOCOL,
  /** Closed its back-channel and lived on. */
  CHANNEL_CLOSED,
  /** Does not read its back-channel, which is full. */
  UNRESPONSIVE;

  /**
   * Whether a child that goes for this reason before its first idle is a failed start, which
   * throttles the spawning.
   */
  boolean isFailure() {
    return switch (this) {
      case SHRINK,
          PRESSURE,
          ROOM,
          RECYCLE,
          RECYCLE_ASKED,
          CANNOT_ACCEPT,
          MEMORY,
          RELOAD,
          STOP,
          STOP_TIMEOUT,
          OPERATOR,
          CONNECTION_TIMEOUT ->
          false;
      default -> true;
    };
  }

  /** Whether the child went for a fault of its own, whenever that was. */
  boolean isOwnFault() {
    return isFailure() && this != LEFT && this != DRAIN_TIMEOUT;
  }
}
