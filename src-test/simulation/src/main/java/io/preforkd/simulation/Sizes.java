package io.preforkd.simulation;

import io.preforkd.pool.PoolMode;

/** The sizes of a pool that may change while it runs. */
record Sizes(int min, int max, int start, int minSpare, int maxSpare) {
  /** The highest max of all. */
  static final int MOST = 40;

  /** Without {@code Spares} a pool has at least one child, as spamd's own options see to. */
  static Sizes draw(Dice dice, PoolMode mode, boolean spares) {
    int max = dice.oneOf(1, 2, 3, 5, 8, 16, MOST);
    return switch (mode) {
      case STATIC -> new Sizes(max, max, max, 0, max);
      case ON_DEMAND -> new Sizes(0, max, 0, 0, dice.between(0, 2));
      case DYNAMIC -> {
        int min = dice.between(spares ? 0 : 1, max);
        int minSpare = dice.between(0, max);
        yield new Sizes(min, max, dice.between(min, max), minSpare, minSpare + dice.between(0, 4));
      }
    };
  }
}
