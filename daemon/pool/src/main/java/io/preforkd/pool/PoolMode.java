package io.preforkd.pool;

/** How the size of a pool follows the load; the words are those of php-fpm. */
public enum PoolMode {
  /** Always {@code max} children. */
  STATIC,
  /**
   * Between {@code min} and {@code max} children, with {@code min-spare} to {@code max-spare} of
   * them idle.
   */
  DYNAMIC,
  /** No child until a connection waits; idle ones leave. */
  ON_DEMAND
}
