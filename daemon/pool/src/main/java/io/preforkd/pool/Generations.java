package io.preforkd.pool;

/**
 * Numbers the children of a pool, those of all its editions in one row: two editions may have a
 * child in the same slot, and their names must differ all the same.
 */
public final class Generations {
  private long last;

  /** A number above all before it; the first is 1. */
  long next() {
    return ++last;
  }
}
