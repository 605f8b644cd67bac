package io.preforkd.server.embed;

import io.preforkd.worker.protocol.Metric;
import io.preforkd.worker.protocol.MetricKind;
import java.util.List;

/** Reads what a worker has told of its own metrics. */
final class OwnMetrics {
  private OwnMetrics() {}

  /**
   * The sum over all series of this name that have these labels.
   *
   * @param labels names and values by turns
   * @throws IllegalArgumentException if a name has no value
   */
  static double sum(List<Metric> metrics, String name, String... labels) {
    if (labels.length % 2 != 0) {
      throw new IllegalArgumentException("labels are names and values by turns");
    }
    return metrics.stream()
        .filter(metric -> metric.name().equals(name) && has(metric, labels))
        .mapToDouble(OwnMetrics::value)
        .sum();
  }

  private static boolean has(Metric metric, String... labels) {
    boolean has = true;
    for (int i = 0; i < labels.length; i += 2) {
      has &= labels[i + 1].equals(metric.labels().get(labels[i]));
    }
    return has;
  }

  private static double value(Metric metric) {
    return metric.kind() == MetricKind.HISTOGRAM ? metric.count() : metric.value();
  }
}
