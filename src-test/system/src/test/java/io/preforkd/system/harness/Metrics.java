package io.preforkd.system.harness;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One scrape of {@code /metrics}. */
public final class Metrics {
  private final Map<String, Double> samples;

  private Metrics(Map<String, Double> samples) {
    this.samples = samples;
  }

  static Metrics of(String text) {
    return new Metrics(
        text.lines()
            .filter(line -> !line.startsWith("#"))
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.lastIndexOf(' ')),
                    line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))));
  }

  /** The whole number that this series has, named as it is exposed; 0 if it is not there. */
  public long value(String series) {
    return samples.getOrDefault(series, 0.0).longValue();
  }

  /** Whether there is such a series. */
  public boolean has(String series) {
    return samples.containsKey(series);
  }

  /** The names of all series, without their labels. */
  public Set<String> names() {
    return samples.keySet().stream()
        .map(series -> series.replaceFirst("\\{.*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The values of a label in the series of this name; none if they have no such label. */
  public Set<String> values(String name, String label) {
    Pattern pattern = Pattern.compile("\\b" + label + "=\"([^\"]*)\"");
    return samples.keySet().stream()
        .filter(series -> series.startsWith(name + "{"))
        .flatMap(series -> pattern.matcher(series).results())
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  public long accepted(String pool) {
    return value("preforkd_pool_connections_accepted_total{pool=\"" + pool + "\"}");
  }

  /** Connections with this outcome: served, failed or lost. */
  public long finished(String pool, String outcome) {
    return value(
        "preforkd_pool_connections_finished_total{outcome=\""
            + outcome
            + "\",pool=\""
            + pool
            + "\"}");
  }

  /** Children in this state: idle, busy, starting or leaving. */
  public long workers(String pool, String state) {
    return value("preforkd_pool_workers{pool=\"" + pool + "\",state=\"" + state + "\"}");
  }

  @Override
  public String toString() {
    return samples.toString();
  }
}
