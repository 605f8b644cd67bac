package io.preforkd.pool.model;

import java.util.Random;

/** How long serving somebody takes. */
public interface ServiceTime {
  /** Nanoseconds, drawn anew at each call. */
  long draw(Random dice);

  /** Always the same. */
  static ServiceTime constant(long nanos) {
    return dice -> nanos;
  }

  /** Many short and few long, by their mean. */
  static ServiceTime exponential(long mean) {
    return dice -> Math.round(-StrictMath.log(1 - dice.nextDouble()) * mean);
  }

  /**
   * The bell of the logarithms, as most measured times of service have it.
   *
   * @param median half of them take longer
   * @param p99 one in a hundred takes longer; at least the median
   */
  static ServiceTime lognormal(long median, long p99) {
    if (median <= 0 || p99 < median) {
      throw new IllegalArgumentException("the 99th percentile is not below the median");
    }
    double sigma = StrictMath.log((double) p99 / median) / Quantile.NORMAL_P99;
    return dice -> Math.round(median * StrictMath.exp(sigma * dice.nextGaussian()));
  }

  /** Of known distributions. */
  final class Quantile {
    /** So many standard deviations above the mean lies the 99th percentile of a normal one. */
    static final double NORMAL_P99 = 2.3263478740408408;

    private Quantile() {}
  }
}
