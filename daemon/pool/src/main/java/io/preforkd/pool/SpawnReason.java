package io.preforkd.pool;

/** Why a child is started. */
public enum SpawnReason {
  /** The pool opens with {@code start} children. */
  OPENING,
  /** Fewer than {@code min} children (static: than {@code max}) are left. */
  MINIMUM,
  /** Fewer than {@code min-spare} children are spare. */
  SPARES,
  /** Connections wait and nobody is idle. */
  BACKLOG,
  /** Fewer children are left than the operator holds the pool at. */
  HELD,
  /** In the place of a child that is recycled, so that the pool has as many idle ones as before. */
  REPLACEMENT,
  /** Clients wait on the sockets of a slot whose child has gone. */
  STRANDED
}
