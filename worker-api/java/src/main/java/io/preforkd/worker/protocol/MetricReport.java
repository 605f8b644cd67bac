package io.preforkd.worker.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What a worker tells of its own metrics.
 *
 * @param metrics those that {@link MetricRules} let pass
 * @param refused the others
 */
public record MetricReport(List<Metric> metrics, List<Refused> refused) {
  public MetricReport {
    metrics = List.copyOf(metrics);
    refused = List.copyOf(refused);
  }

  /**
   * A metric that may not be.
   *
   * @param name as the worker has it, whatever it is
   */
  public record Refused(String name, String why) {}

  /** A report of metrics that have been checked. */
  public static MetricReport of(List<Metric> metrics) {
    return new MetricReport(metrics, List.of());
  }

  /**
   * Reads the body of a report. Members it does not know are ignored.
   *
   * @throws ProtocolException if a member is missing or of another type
   */
  public static MetricReport parse(String json) throws ProtocolException {
    List<Metric> metrics = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    for (Members members : Members.parse(json).objects("metrics")) {
      String name = members.text("name");
      String word = members.text("kind");
      Optional<MetricKind> kind = MetricKind.of(word);
      if (kind.isEmpty()) {
        refused.add(new Refused(name, "its kind is not counter, gauge or histogram"));
        continue;
      }
      Metric metric = Metric.read(kind.get(), members);
      try {
        MetricRules.check(metric);
        metrics.add(metric);
      } catch (IllegalArgumentException e) {
        refused.add(new Refused(name, e.getMessage()));
      }
    }
    return new MetricReport(metrics, refused);
  }

  /** The body of the report. */
  public String toJson() {
    StringJoiner all = new StringJoiner(",", "{\"metrics\":[", "]}");
    metrics.forEach(metric -> all.add(metric.toJson()));
    return all.toString();
  }
}
