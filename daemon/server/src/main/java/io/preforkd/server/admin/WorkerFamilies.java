package io.preforkd.server.admin;

import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.worker.protocol.Metric;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metrics of the pools' own workers, in the words of Prometheus: one family for a name, whoever
 * tells of it. No meters of Micrometer, since these series come and go, and their names are not
 * ours to translate.
 */
final class WorkerFamilies implements MultiCollector {
  private static final String INFO = "_info";
  private static final Exemplars NONE = Exemplars.EMPTY;

  private Collection<PoolSnapshot> pools = List.of();

  /** A series of one pool. */
  private record Sample(Metric metric, Labels labels) {}

  /** What the next {@link #collect} tells. */
  void show(Collection<PoolSnapshot> snapshot) {
    pools = snapshot;
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, List<Sample>> families = new TreeMap<>();
    for (PoolSnapshot pool : pools) {
      for (Metric metric : pool.metrics()) {
        families
            .computeIfAbsent(metric.name(), name -> new ArrayList<>())
            .add(new Sample(metric, labels(pool.name(), metric)));
      }
    }
    return new MetricSnapshots(families.values().stream().map(WorkerFamilies::family).toList());
  }

  private static Labels labels(String pool, Metric metric) {
    List<String> names = new ArrayList<>(metric.labels().keySet());
    List<String> values = new ArrayList<>(metric.labels().values());
    names.add("pool");
    values.add(pool);
    return Labels.of(names, values);
  }

  private static MetricSnapshot family(List<Sample> samples) {
    Metric first = samples.get(0).metric();
    return switch (first.kind()) {
      case COUNTER -> counter(meta(first.name(), first), samples);
      case HISTOGRAM -> histogram(meta(first.name(), first), samples);
      case GAUGE -> first.name().endsWith(INFO) ? info(first, samples) : gauge(first, samples);
    };
  }

  private static MetricMetadata meta(String name, Metric first) {
    return new MetricMetadata(name, first.help().isEmpty() ? null : first.help());
  }

  private static MetricSnapshot counter(MetricMetadata meta, List<Sample> samples) {
    return new CounterSnapshot(
        meta,
        samples.stream()
            .map(s -> new CounterDataPointSnapshot(s.metric().value(), s.labels(), null, 0))
            .toList());
  }

  private static MetricSnapshot gauge(Metric first, List<Sample> samples) {
    return new GaugeSnapshot(
        meta(first.name(), first),
        samples.stream()
            .map(s -> new GaugeDataPointSnapshot(s.metric().value(), s.labels(), null))
            .toList());
  }

  private static MetricSnapshot info(Metric first, List<Sample> samples) {
    String name = first.name().substring(0, first.name().length() - INFO.length());
    return new InfoSnapshot(
        meta(name, first),
        samples.stream().map(s -> new InfoDataPointSnapshot(s.labels())).toList());
  }

  private static MetricSnapshot histogram(MetricMetadata meta, List<Sample> samples) {
    return new HistogramSnapshot(
        meta,
        samples.stream()
            .map(
                s ->
                    new HistogramDataPointSnapshot(
                        buckets(s.metric()), s.metric().value(), s.labels(), NONE, 0))
            .toList());
  }

  private static ClassicHistogramBuckets buckets(Metric metric) {
    List<Double> bounds = new ArrayList<>(metric.buckets());
    bounds.add(Double.POSITIVE_INFINITY);
    return ClassicHistogramBuckets.of(bounds, metric.counts());
  }
}
