package io.preforkd.pool;

/** A limit that keeps a pool from growing. */
public enum Bound {
  /** The pool's own {@code max}. */
  MAX,
  /** The daemon's {@code max-children}, over all pools. */
  MAX_CHILDREN,
  /** Memory is short. */
  MEMORY,
  /** The number that the operator holds the pool at. */
  HELD
}
