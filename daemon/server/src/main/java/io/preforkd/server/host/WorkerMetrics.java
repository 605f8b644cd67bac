package io.preforkd.server.host;

import io.preforkd.server.child.ChildId;
import io.preforkd.server.child.TemplateMetrics;
import io.preforkd.worker.protocol.Metric;
import io.preforkd.worker.protocol.MetricKind;
import io.preforkd.worker.protocol.MetricReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The metrics of a pool's own worker, PROTOCOL.md section 15: sums of what its children have
 * counted, over all of its editions, and gauges of those that live. Loop thread only.
 */
final class WorkerMetrics implements TemplateMetrics {
  /** A pool has no more series, so that a child can waste no more memory. */
  static final int MOST = 1000;

  private final String pool;
  private final MetricNames names;
  private final MetricLog log = new MetricLog();
  private final MetricSums sums = new MetricSums();
  private final MetricGauges gauges = new MetricGauges();

  /** The first mention of each name. */
  private final Map<String, Metric> firsts = new HashMap<>();

  /**
   * @param names shared by all pools
   */
  WorkerMetrics(String pool, MetricNames names) {
    this.pool = pool;
    this.names = names;
  }

  /** Another worker may speak from now on. */
  void startAnew() {
    log.startAnew();
  }

  /** A child tells something. */
  void measured(ChildId child, MetricReport report) {
    note(
        child.toString(),
        report,
        series -> gauges.has(child.generation(), series),
        metric -> gauges.set(child.slot(), child.generation(), metric));
  }

  /** It will tell nothing any more. */
  void ended(ChildId child) {
    gauges.childEnded(child);
  }

  @Override
  public void measured(int template, MetricReport report) {
    note(
        "pool=" + pool + " template pid=" + template,
        report,
        series -> gauges.templateHas(template, series),
        metric -> gauges.setOfTemplate(template, metric));
  }

  @Override
  public void templateEnded(int pid) {
    gauges.templateEnded(pid);
  }

  /** As they are now, with the label slot where that belongs. */
  List<Metric> published() {
    return Stream.concat(sums.all(), gauges.all()).toList();
  }

  /** As another program can go on with them. */
  List<MetricState> state() {
    return Stream.concat(sums.all().map(MetricState::ofPool), gauges.state()).toList();
  }

  /** Goes on where the program was that this process was before. */
  void goOnWith(List<MetricState> state) {
    for (MetricState one : state) {
      Metric metric = one.metric();
      if (one.slot() != MetricState.OF_POOL) {
        restore(metric, gauge -> gauges.set(one.slot(), one.generation(), gauge));
      } else {
        restore(metric, gauge -> gauges.setOfTemplate(MetricGauges.OF_BEFORE, gauge));
      }
    }
    gauges.templateEnded(MetricGauges.OF_BEFORE);
  }

  /** Nothing of that program's is refused: it went by the same rules. */
  private void restore(Metric metric, Consumer<Metric> setGauge) {
    if (names.claim(metric).isEmpty()) {
      take(metric, setGauge);
    }
  }

  private void note(
      String who, MetricReport report, Predicate<Series> hasGauge, Consumer<Metric> setGauge) {
    report.refused().forEach(one -> log.leavesOut(who, one.name(), one.why()));
    for (Metric metric : report.metrics()) {
      Series series = Series.of(metric);
      Optional<String> objection = objection(metric, sums.has(series) || hasGauge.test(series));
      objection.ifPresent(why -> log.leavesOut(who, metric.name(), why));
      if (objection.isEmpty()) {
        take(metric, setGauge);
      }
    }
  }

  private Optional<String> objection(Metric metric, boolean isThere) {
    if (!isThere && isFull(metric)) {
      return Optional.of("pool " + pool + " has " + MOST + " series already, and gets no more");
    }
    return names
        .claim(metric)
        .map(kind -> "it is of the kind " + kind + " already, here or in another pool; rename it");
  }

  private boolean isFull(Metric metric) {
    return sums.lines() + gauges.size() + MetricSums.lines(metric) > MOST
        || (firsts.size() >= MOST && !firsts.containsKey(metric.name()));
  }

  private void take(Metric metric, Consumer<Metric> setGauge) {
    Metric first = firsts.computeIfAbsent(metric.name(), unknown -> metric);
    if (metric.kind() == MetricKind.GAUGE) {
      setGauge.accept(metric);
    } else {
      sums.add(metric, first.buckets());
    }
  }
}
