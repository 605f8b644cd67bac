package io.preforkd.simulation;

import java.util.SplittableRandom;

/** All that is left to chance, from one seed. */
final class Dice {
  static final long MICROSECOND = 1_000L;
  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1_000_000_000L;

  private final SplittableRandom random;

  Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  /** True once in so many throws; never if {@code odds} is 0. */
  boolean onceIn(int odds) {
    return odds > 0 && random.nextInt(odds) == 0;
  }

  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  /** Times are mostly short and seldom long: each power of two in the range is equally likely. */
  long spread(long least, long most) {
    int bits = 63 - Long.numberOfLeadingZeros(Math.max(1, most / Math.max(1, least)));
    return Math.min(most, between(least, least << between(0, bits)) + random.nextLong(least + 1));
  }

  int oneOf(int... values) {
    return values[random.nextInt(values.length)];
  }
}
