package io.preforkd.simulation.rules;

/**
 * Counts how often in a row something was found to be wrong; what is wrong for a moment may be
 * right.
 */
final class Patience {
  private final int limit;
  private int count;

  Patience(int limit) {
    this.limit = limit;
  }

  /** Whether it was wrong at this look and at so many before it. */
  boolean isOver(boolean wrong) {
    count = wrong ? count + 1 : 0;
    return count > limit;
  }

  void forget() {
    count = 0;
  }
}
