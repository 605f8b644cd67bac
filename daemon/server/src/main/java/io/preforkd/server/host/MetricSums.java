package io.preforkd.server.host;

import io.preforkd.worker.protocol.Metric;
import io.preforkd.worker.protocol.MetricKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Sums of what all children of a pool have ever counted and observed. Loop thread only. */
final class MetricSums {
  private final Map<Series, Sum> sums = new HashMap<>();
  private int lines;

  private static final class Sum {
    private final Metric metric;
    private final long[] counts;
    private double value;

    private Sum(Metric metric) {
      this.metric = metric;
      this.counts = new long[metric.counts().size()];
    }

    private void add(Metric more) {
      value = Math.min(value + more.value(), Double.MAX_VALUE);
      for (int i = 0; i < more.counts().size(); i++) {
        counts[bucket(more.buckets(), i)] += more.counts().get(i);
      }
    }

    /** Whoever has other bounds than those that count falls into the next one above. */
    private int bucket(List<Double> theirs, int index) {
      List<Double> ours = metric.buckets();
      int bucket = index < theirs.size() ? 0 : ours.size();
      while (bucket < ours.size() && ours.get(bucket) < theirs.get(index)) {
        bucket++;
      }
      return bucket;
    }

    private Metric now() {
      return metric.with(value, Arrays.stream(counts).boxed().toList());
    }
  }

  boolean has(Series series) {
    return sums.containsKey(series);
  }

  /** How many lines they are in Prometheus' text. */
  int lines() {
    return lines;
  }

  /** A histogram has one for each bucket, for what is above, for the sum and for the count. */
  static int lines(Metric metric) {
    return metric.kind() == MetricKind.HISTOGRAM ? metric.buckets().size() + 3 : 1;
  }

  /**
   * Adds it to its series.
   *
   * @param buckets those of the series, if it has none yet
   */
  void add(Metric metric, List<Double> buckets) {
    sums.computeIfAbsent(Series.of(metric), series -> begin(metric, buckets)).add(metric);
  }

  private Sum begin(Metric metric, List<Double> buckets) {
    Metric first = empty(metric, buckets);
    lines += lines(first);
    return new Sum(first);
  }

  private static Metric empty(Metric metric, List<Double> buckets) {
    List<Long> counts =
        Arrays.stream(new long[metric.counts().isEmpty() ? 0 : buckets.size() + 1])
            .boxed()
            .toList();
    return new Metric(
        metric.kind(), metric.name(), metric.help(), metric.labels(), 0, buckets, counts);
  }

  Stream<Metric> all() {
    return sums.values().stream().map(Sum::now);
  }
}
