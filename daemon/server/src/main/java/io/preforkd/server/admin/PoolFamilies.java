package io.preforkd.server.admin;

import io.preforkd.pool.Dispatch;
import io.preforkd.server.child.Durations;
import io.preforkd.server.snapshot.MemoryView;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What Micrometer has no meter for: histograms that are counted elsewhere, by children among
 * others, and what each slot has, of which there may be hundreds that come and go.
 */
final class PoolFamilies implements MultiCollector {
  private static final double SECOND = 1e9;

  private Collection<PoolSnapshot> pools = List.of();

  /** What the next {@link #collect} tells. */
  void show(Collection<PoolSnapshot> snapshot) {
    pools = snapshot;
  }

  @Override
  public MetricSnapshots collect() {
    return new MetricSnapshots(
        Stream.concat(
                Stream.of(
                    histogram(
                        "preforkd_worker_boot_seconds",
                        "Time from spawn to first idle",
                        pool -> true,
                        pool -> pool.counters().boots()),
                    histogram(
                        "preforkd_pool_queue_wait_seconds",
                        "Time of connections in the kernel's queue",
                        pool -> !dispatch(pool).isUnordered(),
                        pool -> pool.counters().waits()),
                    histogram(
                        "preforkd_pool_service_seconds",
                        "Time for which children held connections",
                        pool -> dispatch(pool).isReported(),
                        PoolSnapshot::services)),
                Stream.of(
                    ofSlots(
                        "preforkd_worker_memory_bytes",
                        "Memory of children, PSS",
                        MemoryView::bytes),
                    ofSlots(
                        "preforkd_worker_memory_age_seconds",
                        "Time since that was measured",
                        memory -> memory.ageNanos() / SECOND)))
            .filter(family -> !family.getDataPoints().isEmpty())
            .toList());
  }

  private static Dispatch dispatch(PoolSnapshot pool) {
    return pool.status().spec().dispatch();
  }

  private MetricSnapshot histogram(
      String name,
      String help,
      Predicate<PoolSnapshot> isKnown,
      Function<PoolSnapshot, Durations> times) {
    return new HistogramSnapshot(
        new MetricMetadata(name, help),
        pools.stream()
            .filter(isKnown)
            .map(pool -> sample(times.apply(pool), Labels.of("pool", pool.name())))
            .toList());
  }

  private static HistogramDataPointSnapshot sample(Durations times, Labels labels) {
    List<Double> bounds = IntStream.range(0, times.counts().size()).mapToObj(times::bound).toList();
    double sum = times.nanos() == Durations.UNKNOWN ? Double.NaN : times.nanos() / SECOND;
    return new HistogramDataPointSnapshot(
        ClassicHistogramBuckets.of(bounds, times.counts()), sum, labels, Exemplars.EMPTY, 0);
  }

  private MetricSnapshot ofSlots(String name, String help, ToDoubleFunction<MemoryView> value) {
    List<GaugeDataPointSnapshot> samples = new ArrayList<>();
    for (PoolSnapshot pool : pools) {
      pool.memory()
          .forEach(
              (slot, memory) ->
                  samples.add(
                      new GaugeDataPointSnapshot(
                          value.applyAsDouble(memory), labels(pool, slot), null)));
    }
    return new GaugeSnapshot(new MetricMetadata(name, help), samples);
  }

  private static Labels labels(PoolSnapshot pool, int slot) {
    return Labels.of("pool", pool.name(), "slot", Integer.toString(slot));
  }
}
