package io.preforkd.server.child;

import io.preforkd.worker.protocol.BoardLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How often something took how long. The bounds are those of the board's service times, 128 us and
 * twice as much for each further bucket, so that what children count there can be added.
 *
 * @param counts by time; the last one has no upper bound
 * @param nanos the sum of all times; {@link #UNKNOWN} if somebody has not told his part of it
 */
public record Durations(List<Long> counts, long nanos) {
  /** Of a sum. */
  public static final long UNKNOWN = -1;

  /** As many buckets as the board has for a service time: up to 2.1 s. */
  public static final int SERVICE = BoardLayout.BUCKET_COUNT;

  /** For what may take longer, up to 67 s. */
  public static final int LONG = 21;

  private static final double MICROS_A_SECOND = 1e6;

  public Durations {
    counts = List.copyOf(counts);
  }

  /** Nothing yet. */
  public static Durations none(int buckets) {
    return new Durations(Collections.nCopies(buckets, 0L), 0);
  }

  /** Those of two who use the same buckets. */
  public Durations plus(Durations more) {
    List<Long> sums = new ArrayList<>(counts.size());
    for (int i = 0; i < counts.size(); i++) {
      sums.add(counts.get(i) + more.counts.get(i));
    }
    boolean isKnown = nanos != UNKNOWN && more.nanos != UNKNOWN;
    return new Durations(sums, isKnown ? nanos + more.nanos : UNKNOWN);
  }

  /** Upper bound of a bucket in seconds, infinite for the last one. */
  public double bound(int bucket) {
    return bucket == counts.size() - 1
        ? Double.POSITIVE_INFINITY
        : BoardLayout.boundMicros(bucket) / MICROS_A_SECOND;
  }

  /** How many times there are. */
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
