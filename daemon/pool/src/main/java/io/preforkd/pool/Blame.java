package io.preforkd.pool;

/**
 * Whose fault a death is that the pool had not asked for, as far as the kernel lets anybody know.
 */
public enum Blame {
  /** The child's own: it crashed, exited or used up the memory. */
  CHILD,
  /** Somebody outside ended a child that may have been well. */
  OUTSIDE
}
