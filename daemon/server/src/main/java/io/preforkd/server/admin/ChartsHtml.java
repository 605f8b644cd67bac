package io.preforkd.server.admin;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** A pool's last hour in four charts. Lines differ in their form, not only in their colour. */
final class ChartsHtml {
  private final Html html;
  private final JsonNode history;

  /**
   * @param history as {@link HistoryJson} makes it
   */
  ChartsHtml(Html html, JsonNode history) {
    this.html = html;
    this.history = history;
  }

  void write() {
    List<Double> ago = column("ago");
    List<Double> busy = column("busy");
    List<Double> idle = column("idle");
    List<Double> others = sum(column("starting"), column("leaving"));
    new HourChart("Children", ago)
        .area("busy", busy)
        .line("in all", sum(busy, sum(idle, others)))
        .bound("max", column("max"))
        .write(html);
    new HourChart("Spares", ago)
        .line("idle", idle)
        .bound("min-spare", column("min-spare"))
        .bound("max-spare", column("max-spare"))
        .write(html);
    new HourChart("Backlog", ago)
        .area("connections that wait", column("backlog"))
        .marks("saturated", column("saturated-seconds"))
        .write(html);
    new HourChart("Connections a second", ago)
        .line("accepted", column("accepted-per-second"))
        .write(html);
  }

  private List<Double> column(String name) {
    JsonNode values = history.path(name);
    return IntStream.range(0, values.size()).mapToObj(i -> values.get(i).asDouble()).toList();
  }

  private static List<Double> sum(List<Double> one, List<Double> other) {
    return IntStream.range(0, one.size()).mapToObj(i -> one.get(i) + other.get(i)).toList();
  }

  /** A value without digits that say nothing. */
  static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  /** The greatest of them, 0 if there are none. */
  static double most(List<Double> values) {
    return values.stream().mapToDouble(value -> value).max().orElse(0);
  }
}
