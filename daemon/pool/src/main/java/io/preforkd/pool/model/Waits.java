package io.preforkd.pool.model;

/** How long clients waited, nanoseconds; in little memory, and to within one percent. */
public final class Waits {
  private static final double WIDTH = StrictMath.log(1.01);
  private static final double LEAST = 1000;
  private static final int BUCKETS = 4096;

  private final long[] counts = new long[BUCKETS];
  private long count;
  private double sum;
  private long longest;

  void add(long nanos) {
    counts[bucket(nanos)]++;
    count++;
    sum += nanos;
    longest = Math.max(longest, nanos);
  }

  private static int bucket(long nanos) {
    return nanos <= LEAST ? 0 : 1 + (int) (StrictMath.log(nanos / LEAST) / WIDTH);
  }

  /** Clients. */
  public long count() {
    return count;
  }

  /** 0 if nobody came. */
  public double mean() {
    return count == 0 ? 0 : sum / count;
  }

  public long longest() {
    return longest;
  }

  /**
   * So long waited, at the most, this part of them.
   *
   * @param part 0 to 1
   */
  public long quantile(double part) {
    long rank = (long) Math.ceil(part * count);
    long below = 0;
    for (int i = 0; i < BUCKETS && count > 0; i++) {
      below += counts[i];
      if (below >= rank) {
        return Math.min(longest, top(i));
      }
    }
    return 0;
  }

  private static long top(int bucket) {
    return Math.round(LEAST * StrictMath.exp(bucket * WIDTH));
  }
}
