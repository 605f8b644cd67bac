package io.preforkd.worker.runtime;

import io.preforkd.worker.Metrics;
import io.preforkd.worker.protocol.Metric;
import io.preforkd.worker.protocol.MetricKind;
import io.preforkd.worker.protocol.MetricRules;
import java.util.ArrayList;
import java.util.List;

/** One series, and what has not been told of it. Covered by its lock. */
final class Meter implements Metrics.Counter, Metrics.Gauge, Metrics.Histogram {
  private static final int NO_BUCKET = -1;

  private final Metric metric;
  private final Meters meters;
  private final long[] counts;
  private double value;
  private boolean isToBeTold;

  /**
   * @param meters told when there is something to tell
   */
  Meter(Metric metric, Meters meters) {
    this.metric = metric;
    this.meters = meters;
    this.counts = new long[metric.counts().size()];
  }

  @Override
  public void add(double amount) {
    MetricRules.checkCounted(amount);
    change(amount, true, NO_BUCKET);
  }

  @Override
  public void set(double now) {
    MetricRules.checkGauge(metric.name(), now);
    change(now, false, NO_BUCKET);
  }

  @Override
  public void observe(double size) {
    MetricRules.checkCounted(size);
    change(size, true, bucket(size));
  }

  /** What there is to tell, which has been told then. */
  synchronized Metric take() {
    isToBeTold = false;
    List<Long> told = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      told.add(counts[i]);
      counts[i] = 0;
    }
    double now = value;
    if (metric.kind() != MetricKind.GAUGE) {
      value = 0;
    }
    return metric.with(now, told);
  }

  /** The meters are told without our lock, as they take us with theirs. */
  private void change(double by, boolean isSum, int bucket) {
    if (isFirst(by, isSum, bucket)) {
      meters.changed(this);
    }
  }

  private synchronized boolean isFirst(double by, boolean isSum, int bucket) {
    value = isSum ? Math.min(value + by, Double.MAX_VALUE) : by;
    if (bucket != NO_BUCKET) {
      counts[bucket]++;
    }
    boolean isFirst = !isToBeTold;
    isToBeTold = true;
    return isFirst;
  }

  private int bucket(double size) {
    int bucket = 0;
    while (bucket < metric.buckets().size() && size > metric.buckets().get(bucket)) {
      bucket++;
    }
    return bucket;
  }
}
