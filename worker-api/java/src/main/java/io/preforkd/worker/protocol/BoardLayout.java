package io.preforkd.worker.protocol;

/**
 * Where things are on the board: offsets in bytes inside a slot's record. The numbers are unsigned,
 * in native order; the child writes each with one aligned store.
 */
public final class BoardLayout {
  /** Length of a slot's record: two cache lines, so that neighbours do not slow each other. */
  public static final int RECORD = 128;

  /** u64: connections accepted in all. */
  public static final int ACCEPTED = 0;

  /** u64: connections whose handler returned normally. */
  public static final int FINISHED = 8;

  /** u64: connections whose handler failed. */
  public static final int FAILED = 16;

  /** u64: CLOCK_MONOTONIC of the last accept, in nanoseconds. */
  public static final int LAST_ACCEPT = 24;

  /** u64: the sum of the service times, in nanoseconds; 0 of a child that does not keep it. */
  public static final int SERVICE_NANOS = 32;

  /** First of {@link #BUCKET_COUNT} u32: connections by service time. */
  public static final int BUCKETS = 64;

  /** Number of service-time buckets; the last has no upper bound. */
  public static final int BUCKET_COUNT = 16;

  private static final int FIRST_BOUND_BITS = 7;

  private BoardLayout() {}

  /** Where the record of {@code slot} begins. */
  public static int record(int slot) {
    return slot * RECORD;
  }

  /** Upper bound of a bucket in microseconds, exclusive; not for the last one, which has none. */
  public static long boundMicros(int bucket) {
    return 1L << (FIRST_BOUND_BITS + bucket);
  }

  /** The bucket that counts a service time. */
  public static int bucket(long nanos) {
    return bucket(nanos, BUCKET_COUNT);
  }

  /** The same of so many buckets, where there are more than the board has. */
  public static int bucket(long nanos, int buckets) {
    long units = (Math.max(0, nanos) / 1000) >>> FIRST_BOUND_BITS;
    return Math.min(buckets - 1, Long.SIZE - Long.numberOfLeadingZeros(units));
  }
}
