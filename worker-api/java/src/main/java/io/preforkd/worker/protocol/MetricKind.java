package io.preforkd.worker.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a worker's metric means, and so how the parent adds it up. */
public enum MetricKind {
  /** What has been added since the last time; the parent sums. */
  COUNTER,

  /** What is now; gone with whoever says it. */
  GAUGE,

  /** What has been observed since the last time, in buckets; the parent sums. */
  HISTOGRAM;

  /** The kind's word in a report. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<MetricKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
