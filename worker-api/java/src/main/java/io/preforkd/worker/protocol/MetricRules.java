package io.preforkd.worker.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a worker's metric may be, so that Prometheus takes it beside the daemon's own. */
public final class MetricRules {
  /** Labels of a series. */
  public static final int MOST_LABELS = 8;

  /** Characters of a label's value. */
  public static final int LONGEST_VALUE = 128;

  /** Bounds of a histogram. */
  public static final int MOST_BUCKETS = 32;

  /** So that no sum of them overflows. */
  private static final long MOST_COUNTED = 1L << 32;

  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_HELP = 256;
  private static final String INFO = "_info";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern LABEL = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final List<String> FOREIGN = List.of("preforkd_", "jvm_", "process_");
  private static final List<String> ADDED_LATER =
      List.of("_total", "_created", "_bucket", "_count", "_sum");
  private static final Set<String> RESERVED = Set.of("pool", "slot", "le", "quantile");

  private MetricRules() {}

  /**
   * Lets pass what may be.
   *
   * @throws IllegalArgumentException with the reason why it may not
   */
  public static void check(Metric metric) {
    checkName(metric.name());
    require(
        metric.help().length() <= LONGEST_HELP,
        "its help has more than " + LONGEST_HELP + " characters");
    require(isText(metric.help()), "its help is no Unicode text");
    checkLabels(metric.labels());
    switch (metric.kind()) {
      case COUNTER -> checkCounted(metric.value());
      case GAUGE -> checkGauge(metric.name(), metric.value());
      case HISTOGRAM -> checkHistogram(metric);
    }
    require(
        !metric.name().endsWith(INFO) || metric.kind() == MetricKind.GAUGE,
        "a name that ends in _info is a gauge's");
  }

  private static void checkName(String name) {
    require(
        name.length() <= LONGEST_NAME && NAME.matcher(name).matches(),
        "its name is not [a-z][a-z0-9_]* of up to " + LONGEST_NAME + " characters");
    for (String beginning : FOREIGN) {
      require(!name.startsWith(beginning), "names that begin with " + beginning + " are taken");
    }
    require(!name.endsWith(INFO + INFO), "its name ends in _info twice");
    for (String end : ADDED_LATER) {
      require(!name.endsWith(end), "a name that ends in " + end + " would be taken for another's");
    }
  }

  private static void checkLabels(Map<String, String> labels) {
    require(labels.size() <= MOST_LABELS, "it has more than " + MOST_LABELS + " labels");
    labels.forEach(MetricRules::checkLabel);
  }

  private static void checkLabel(String name, String value) {
    require(
        name.length() <= LONGEST_NAME && LABEL.matcher(name).matches() && !name.startsWith("__"),
        "a label's name is not [a-z_][a-z0-9_]*, or begins with __");
    require(!RESERVED.contains(name), "a label may not be called " + name);
    require(
        value.length() <= LONGEST_VALUE,
        "the value of its label " + name + " has more than " + LONGEST_VALUE + " characters");
    require(isText(value), "the value of its label " + name + " is no Unicode text");
  }

  /** Half a surrogate pair has no place in a file or in an answer. */
  private static boolean isText(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** What a counter is raised by, or a histogram observes; fails as {@link #check}. */
  public static void checkCounted(double value) {
    require(Double.isFinite(value) && value >= 0, "what is counted or summed is not from 0");
  }

  /** What a gauge of this name is set to; fails as {@link #check}. */
  public static void checkGauge(String name, double value) {
    require(Double.isFinite(value), "its value is no finite number");
    require(
        !name.endsWith(INFO) || value == 1, "the value of a gauge whose name ends in _info is 1");
  }

  private static void checkHistogram(Metric metric) {
    checkCounted(metric.value());
    checkBuckets(metric.buckets());
    require(
        metric.counts().size() == metric.buckets().size() + 1,
        "it has not one count for each bucket and one for what is above");
    require(
        metric.counts().stream().allMatch(count -> count >= 0 && count <= MOST_COUNTED),
        "a count is not from 0 to " + MOST_COUNTED);
  }

  private static void checkBuckets(List<Double> buckets) {
    require(
        !buckets.isEmpty() && buckets.size() <= MOST_BUCKETS,
        "it has not 1 to " + MOST_BUCKETS + " buckets");
    double last = Double.NEGATIVE_INFINITY;
    for (double bound : buckets) {
      require(Double.isFinite(bound) && bound > last, "its buckets are not finite and ascending");
      last = bound;
    }
  }

  private static void require(boolean isTrue, String otherwise) {
    if (!isTrue) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
