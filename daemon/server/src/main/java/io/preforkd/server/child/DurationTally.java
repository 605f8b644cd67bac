package io.preforkd.server.child;

import io.preforkd.worker.protocol.BoardLayout;
import java.util.Arrays;

/** Counts {@link Durations}. One thread only. */
public final class DurationTally {
  private final long[] counts;
  private long nanos;

  public DurationTally(int buckets) {
    counts = new long[buckets];
  }

  /** Goes on from what was counted before. */
  public static DurationTally from(Durations before) {
    DurationTally tally = new DurationTally(before.counts().size());
    Arrays.setAll(tally.counts, before.counts()::get);
    tally.nanos = before.nanos();
    return tally;
  }

  public void add(long time) {
    counts[BoardLayout.bucket(time, counts.length)]++;
    nanos += time;
  }

  /** As they are now. */
  public Durations counts() {
    return new Durations(Arrays.stream(counts).boxed().toList(), nanos);
  }
}
