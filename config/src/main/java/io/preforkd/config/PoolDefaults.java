package io.preforkd.config;

import io.preforkd.config.Origin.Default;
import java.time.Duration;
import java.util.Optional;

/** Those defaults of a pool that follow from its mode and its other numbers. */
final class PoolDefaults {
  private static final int MIN = 1;
  private static final int MIN_SPARE = 2;
  private static final int MAX_SPARE = 4;

  private PoolDefaults() {}

  static Optional<Setting<Integer>> min(Values pool) {
    return pool.value(PoolKeys.MODE)
        .flatMap(
            mode ->
                switch (mode) {
                  case STATIC -> fixedByMax(pool);
                  case DYNAMIC -> Optional.of(Setting.constant(MIN));
                  case ON_DEMAND -> fixed(0);
                });
  }

  static Optional<Setting<Integer>> start(Values pool) {
    return pool.value(PoolKeys.MODE)
        .flatMap(
            mode ->
                switch (mode) {
                  case STATIC -> fixedByMax(pool);
                  case DYNAMIC -> spareOrMin(pool);
                  case ON_DEMAND -> fixed(0);
                });
  }

  static Optional<Setting<Integer>> minSpare(Values pool) {
    return pool.value(PoolKeys.MODE)
        .flatMap(
            mode -> mode == Mode.DYNAMIC ? atMost(MIN_SPARE, pool, PoolKeys.MAX_SPARE) : fixed(0));
  }

  static Optional<Setting<Integer>> maxSpare(Values pool) {
    return pool.value(PoolKeys.MODE)
        .flatMap(
            mode ->
                switch (mode) {
                  case STATIC -> fixedByMax(pool);
                  case DYNAMIC -> atMost(MAX_SPARE, pool, PoolKeys.MAX);
                  case ON_DEMAND -> fixed(0);
                });
  }

  static Optional<Setting<Duration>> shrinkAfter(Values pool) {
    return pool.value(PoolKeys.MODE)
        .map(
            mode ->
                switch (mode) {
                  case STATIC -> new Setting<>(Duration.ofSeconds(1), Default.fixedBy("mode"));
                  case DYNAMIC -> Setting.constant(Duration.ofSeconds(1));
                  case ON_DEMAND -> new Setting<>(Duration.ofSeconds(10), Default.from("mode"));
                });
  }

  /** Who takes connections by himself does not report each. */
  static Optional<Setting<Boolean>> selfAccept(Values pool) {
    return pool.value(PoolKeys.ACCESS_LOG)
        .map(
            log ->
                AccessLogKeys.isOn(log)
                    ? new Setting<>(false, Default.fixedBy(PoolKeys.ACCESS_LOG.name()))
                    : Setting.constant(true));
  }

  private static Optional<Setting<Integer>> fixed(int value) {
    return Optional.of(new Setting<>(value, Default.fixedBy("mode")));
  }

  private static Optional<Setting<Integer>> fixedByMax(Values pool) {
    return pool.value(PoolKeys.MAX).map(max -> new Setting<>(max, Default.fixedBy("max")));
  }

  private static Optional<Setting<Integer>> atMost(int value, Values pool, Key<Integer> bound) {
    return pool.value(bound)
        .map(
            most ->
                most < value
                    ? new Setting<>(most, Default.from(bound.name()))
                    : Setting.constant(value));
  }

  /** Enough children for min-spare, which counts connections, and no fewer than min. */
  private static Optional<Setting<Integer>> spareOrMin(Values pool) {
    int places = pool.value(PoolKeys.CONCURRENCY).orElse(1);
    return pool.value(PoolKeys.MIN_SPARE)
        .map(spare -> -Math.floorDiv(-spare, places))
        .flatMap(spare -> pool.value(PoolKeys.MIN).map(min -> higher(spare, min)));
  }

  private static Setting<Integer> higher(int spare, int min) {
    return spare >= min ? drawn(spare, PoolKeys.MIN_SPARE) : drawn(min, PoolKeys.MIN);
  }

  private static Setting<Integer> drawn(int value, Key<Integer> from) {
    return new Setting<>(value, Default.from(from.name()));
  }
}
