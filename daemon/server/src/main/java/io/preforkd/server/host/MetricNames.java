package io.preforkd.server.host;

import io.preforkd.worker.protocol.Metric;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What kind of metric a name stands for, over all pools: Prometheus allows one. A name keeps its
 * kind for as long as the daemon lives. Loop thread only.
 */
final class MetricNames {
  private static final String INFO = "_info";

  private final Map<String, String> kinds = new HashMap<>();

  /** Gives the metric its name; the kind that the name is of already, if that is another. */
  Optional<String> claim(Metric metric) {
    boolean isInfo = metric.name().endsWith(INFO);
    String kind = isInfo ? "info" : metric.kind().word();
    String there = kinds.putIfAbsent(family(metric.name(), isInfo), kind);
    return Optional.ofNullable(there).filter(other -> !other.equals(kind));
  }

  /** Prometheus tells {@code x} and {@code x_info} apart, and OpenMetrics does not. */
  private static String family(String name, boolean isInfo) {
    return isInfo ? name.substring(0, name.length() - INFO.length()) : name;
  }
}
