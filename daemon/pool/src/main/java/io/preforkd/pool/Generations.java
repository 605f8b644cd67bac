package io.preforkd.pool;

/**
 * Numbers the children of a pool, those of all its editions in one row: two editions may have a
 * child in the same slot, and their names must differ all the same.
 */
public final class Generations {
  private long last;

  /** The number given last; 0 before the first. */
  public long last() {
    return last;
  }

  /** Goes on after this number, the last one that somebody before gave. */
  public void goOnAfter(long number) {
    last = number;
  }

  /** A number above all before it; the first is 1. */
  long next() {
    return ++last;
  }
}
