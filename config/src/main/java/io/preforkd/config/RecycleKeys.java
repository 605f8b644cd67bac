package io.preforkd.config;

import java.time.Duration;

/** The table of keys: when a pool's children are replaced. */
final class RecycleKeys {
  private static final int MOST_CONNECTIONS = 999_999_999;
  private static final long LEAST_MEMORY = 1L << 20;
  private static final long MOST_MEMORY = 1L << 40;
  private static final int PERCENT = 100;
  private static final int JITTER = 10;

  static final Key<Integer> MAX_CONNECTIONS =
      Key.of(
          "max-connections",
          new WholeNumber(0, MOST_CONNECTIONS),
          0,
          "After how many connections a child is replaced by a new one; 0 for never.");

  static final Key<Duration> MAX_AGE =
      Key.of(
          "max-age",
          new DurationType("0", "8760h"),
          Duration.ZERO,
          "At what age a child is replaced by a new one, once it is idle; 0 for never.");

  static final Key<Long> MAX_MEMORY =
      Key.of(
          "max-memory",
          new SizeType(LEAST_MEMORY, MOST_MEMORY),
          0L,
          "A child that has served a connection and has more memory than this (its PSS: shared pages"
              + " count in part) is replaced by a new one; 0 for never.");

  static final Key<Integer> RECYCLE_JITTER =
      Key.of(
          "recycle-jitter",
          new WholeNumber(0, PERCENT),
          JITTER,
          "By how many percent, at most, a child's own max-connections and max-age are lower, drawn by"
              + " lot, so that children never leave together.");

  private RecycleKeys() {}
}
