package io.preforkd.server.host;

import io.preforkd.worker.protocol.Metric;
import java.util.Map;

/** What tells a metric's values apart. */
record Series(String name, Map<String, String> labels) {
  static Series of(Metric metric) {
    return new Series(metric.name(), metric.labels());
  }

  /** Written out, since what the JVM makes of a record is made anew at each start. */
  @Override
  public int hashCode() {
    return 31 * name.hashCode() + labels.hashCode();
  }
}
