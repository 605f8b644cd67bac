package io.preforkd.worker.runtime;

import io.preforkd.worker.Metrics;
import io.preforkd.worker.protocol.Metric;
import io.preforkd.worker.protocol.MetricKind;
import io.preforkd.worker.protocol.MetricReport;
import io.preforkd.worker.protocol.MetricRules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** All series of a worker, and which of them have changed. */
public final class Meters implements Metrics {
  /** What goes wrong with labels must not cost the child its memory. */
  private static final int MOST = 1000;

  private final Runnable whenChanged;
  private final Map<List<Object>, Meter> all = new HashMap<>();
  private final Map<String, MetricKind> kinds = new HashMap<>();
  private final Queue<Meter> changed = new ArrayDeque<>();
  private boolean hasComplained;
  private volatile boolean isPending;

  /**
   * @param whenChanged called by any thread when there is something to tell and there was nothing
   */
  public Meters(Runnable whenChanged) {
    this.whenChanged = whenChanged;
  }

  @Override
  public Counter counter(String name, String help, String... labels) {
    return meter(Metric.of(MetricKind.COUNTER, name, help, map(labels), 0));
  }

  /** A gauge's value is not known yet, and 1 is one that every gauge may have. */
  @Override
  public Gauge gauge(String name, String help, String... labels) {
    return meter(Metric.of(MetricKind.GAUGE, name, help, map(labels), 1));
  }

  @Override
  public Histogram histogram(String name, String help, double[] buckets, String... labels) {
    List<Double> bounds = Arrays.stream(buckets).boxed().toList();
    List<Long> none = Collections.nCopies(bounds.size() + 1, 0L);
    return meter(new Metric(MetricKind.HISTOGRAM, name, help, map(labels), 0, bounds, none));
  }

  /** Whether there is something to tell. */
  public boolean isPending() {
    return isPending;
  }

  /** How many series have changed since they were told. */
  synchronized int pending() {
    return changed.size();
  }

  /**
   * So much of what there is to tell; the rest is for the next report.
   *
   * @param length characters of the report, about
   */
  public synchronized MetricReport take(int length) {
    List<Metric> taken = new ArrayList<>();
    int left = length;
    while (left > 0 && !changed.isEmpty()) {
      Metric metric = changed.remove().take();
      left -= MetricReport.of(List.of(metric)).toJson().length();
      taken.add(metric);
    }
    isPending = !changed.isEmpty();
    return MetricReport.of(taken);
  }

  void changed(Meter meter) {
    boolean isFirst;
    synchronized (this) {
      changed.add(meter);
      isFirst = !isPending;
      isPending = true;
    }
    if (isFirst) {
      whenChanged.run();
    }
  }

  private synchronized Meter meter(Metric metric) {
    MetricRules.check(metric);
    MetricKind kind = kinds.getOrDefault(metric.name(), metric.kind());
    if (kind != metric.kind()) {
      throw new IllegalArgumentException(metric.name() + " is a " + kind.word() + " already");
    }
    List<Object> key = List.of(metric.name(), metric.labels());
    Meter there = all.get(key);
    return there == null ? add(key, metric) : there;
  }

  private Meter add(List<Object> key, Metric metric) {
    if (all.size() >= MOST) {
      complain(metric.name());
      return new Meter(metric, new Meters(() -> {})); // for nobody
    }
    kinds.put(metric.name(), metric.kind());
    Meter meter = new Meter(metric, this);
    all.put(key, meter);
    return meter;
  }

  private void complain(String name) {
    if (!hasComplained) {
      hasComplained = true;
      System.err.println(
          "preforkd worker: more than "
              + MOST
              + " series of metrics: "
              + name
              + " and others count nothing; give their labels fewer values");
    }
  }

  private static Map<String, String> map(String... labels) {
    if (labels.length % 2 != 0) {
      throw new IllegalArgumentException(
          "labels are names and values by turns, not " + Arrays.toString(labels));
    }
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      map.put(labels[i], labels[i + 1]);
    }
    return map;
  }
}
