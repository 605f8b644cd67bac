package io.preforkd.worker.protocol;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One series of a worker's own metrics, and what there is to tell of it.
 *
 * @param help for people, in few words; empty if there is none
 * @param labels by name; one whose value is empty is none, as Prometheus has it
 * @param value of a counter what was added, of a gauge what is, of a histogram the sum of what was
 *     observed
 * @param buckets a histogram's upper bounds, ascending; otherwise empty
 * @param counts how many observations fell into each bucket and into no lower one, and behind these
 *     those above all bounds; otherwise empty
 */
public record Metric(
    MetricKind kind,
    String name,
    String help,
    Map<String, String> labels,
    double value,
    List<Double> buckets,
    List<Long> counts) {
  public Metric {
    labels = Collections.unmodifiableMap(withValues(labels));
    buckets = List.copyOf(buckets);
    counts = List.copyOf(counts);
  }

  private static Map<String, String> withValues(Map<String, String> labels) {
    Map<String, String> all = new TreeMap<>(labels);
    all.values().removeIf(value -> value == null || value.isEmpty());
    return all;
  }

  /** Of a counter or a gauge. */
  public static Metric of(
      MetricKind kind, String name, String help, Map<String, String> labels, double value) {
    return new Metric(kind, name, help, labels, value, List.of(), List.of());
  }

  /** The same with another value, and other counts. */
  public Metric with(double newValue, List<Long> newCounts) {
    return new Metric(kind, name, help, labels, newValue, buckets, newCounts);
  }

  /** How many observations a histogram tells of. */
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  String toJson() {
    StringBuilder out = new StringBuilder("{\"name\":").append(Json.quote(name));
    out.append(",\"kind\":\"").append(kind.word()).append('"');
    if (!help.isEmpty()) {
      out.append(",\"help\":").append(Json.quote(help));
    }
    if (!labels.isEmpty()) {
      out.append(",\"labels\":").append(Json.ofTexts(labels));
    }
    if (kind == MetricKind.HISTOGRAM) {
      out.append(",\"buckets\":").append(buckets).append(",\"counts\":").append(counts);
    }
    out.append(kind == MetricKind.HISTOGRAM ? ",\"sum\":" : ",\"value\":").append(value);
    return out.append('}').toString();
  }

  static Metric read(MetricKind kind, Members members) throws ProtocolException {
    boolean isHistogram = kind == MetricKind.HISTOGRAM;
    return new Metric(
        kind,
        members.text("name"),
        members.text("help"),
        members.object("labels").allTexts(),
        members.decimal(isHistogram ? "sum" : "value"),
        isHistogram ? members.decimals("buckets") : List.of(),
        isHistogram ? members.numbers("counts") : List.of());
  }
}
