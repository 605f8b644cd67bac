package io.preforkd.server.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** One chart of the last hour, as SVG, with its legend and the same in words. */
final class HourChart {
  private static final int WIDTH = 600;
  private static final int HEIGHT = 100;
  private static final List<Integer> SPANS = List.of(5, 10, 20, 30, 60);
  private static final int MINUTE = 60;

  private final String title;
  private final List<Double> ago;
  private final int minutes;
  private final List<Series> series = new ArrayList<>();

  private record Series(String name, String form, List<Double> values) {
    double last() {
      return values.get(values.size() - 1);
    }
  }

  /**
   * @param ago seconds since each moment, the oldest first
   */
  HourChart(String title, List<Double> ago) {
    this.title = title;
    this.ago = ago;
    this.minutes = minutes(ago);
  }

  /** A young daemon's few moments would be a line at the edge of an hour. */
  private static int minutes(List<Double> ago) {
    double oldest = ago.isEmpty() ? 0 : ago.get(0);
    return SPANS.stream().filter(span -> oldest <= span * MINUTE).findFirst().orElse(60);
  }

  HourChart area(String name, List<Double> values) {
    return add(name, "area", values);
  }

  HourChart line(String name, List<Double> values) {
    return add(name, "line", values);
  }

  /** A limit. */
  HourChart bound(String name, List<Double> values) {
    return add(name, "bound", values);
  }

  /** Moments at which something was so, whose value is above 0. */
  HourChart marks(String name, List<Double> values) {
    return add(name, "marks", values);
  }

  private HourChart add(String name, String form, List<Double> values) {
    series.add(new Series(name, form, values));
    return this;
  }

  void write(Html html) {
    html.open("figure").open("figcaption").element("b", title);
    if (ago.isEmpty()) {
      html.close().element("p", "No sample yet: one is taken every 10 s once all pools are ready.");
      html.close();
      return;
    }
    double top = Math.max(1, series.stream().mapToDouble(HourChart::height).max().orElse(1));
    series.forEach(one -> legend(html, one));
    html.close().open("div", "class", "plot");
    html.element("span", ChartsHtml.number(top), "class", "top", "aria-hidden", "true");
    html.open(
        "svg",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "preserveAspectRatio",
        "none",
        "role",
        "img",
        "aria-label",
        words());
    series.forEach(one -> draw(html, one, top));
    html.close().close().open("div", "class", "axis", "aria-hidden", "true");
    html.element("span", minutes + " min ago").element("span", "now");
    html.close().close();
  }

  /** Marks have a place of their own. */
  private static double height(Series one) {
    return one.form().equals("marks") ? 0 : ChartsHtml.most(one.values());
  }

  private static void legend(Html html, Series one) {
    html.text(" ")
        .open("span", "class", "key")
        .open("svg", "viewBox", "0 0 16 10", "aria-hidden", "true");
    switch (one.form()) {
      case "area" -> html.element("path", "", "class", "area", "d", "M0 10V3H16V10Z");
      case "marks" -> html.element("path", "", "class", "marks", "d", "M2 1V9M6 1V9M10 1V9M14 1V9");
      default -> html.element("path", "", "class", one.form(), "d", "M0 5H16");
    }
    html.close().text(one.name());
    if (!one.form().equals("marks")) {
      html.text(" " + ChartsHtml.number(one.last()));
    }
    html.close();
  }

  private String words() {
    StringJoiner words =
        new StringJoiner("; ", title + " in the last " + minutes + " minutes: ", "");
    for (Series one : series) {
      String most = ChartsHtml.number(ChartsHtml.most(one.values()));
      switch (one.form()) {
        case "marks" ->
            words.add(one.name() + " in " + count(one) + " of " + ago.size() + " samples");
        case "bound" -> words.add(one.name() + " " + ChartsHtml.number(one.last()));
        default ->
            words.add(one.name() + " now " + ChartsHtml.number(one.last()) + ", at most " + most);
      }
    }
    return words.toString();
  }

  private static long count(Series one) {
    return one.values().stream().filter(value -> value > 0).count();
  }

  private void draw(Html html, Series one, double top) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < ago.size(); i++) {
      if (one.form().equals("marks")) {
        path.append(one.values().get(i) > 0 ? "M" + x(i) + " 0V" + HEIGHT / 12 : "");
      } else {
        path.append(i == 0 ? 'M' : 'L')
            .append(x(i))
            .append(' ')
            .append(y(one.values().get(i), top));
      }
    }
    if (!one.form().equals("marks")) {
      path.append('H').append(WIDTH); // what was found last holds until now
    }
    if (one.form().equals("area")) {
      path.append('V').append(HEIGHT).append('H').append(x(0)).append('Z');
    }
    html.element("path", "", "class", one.form(), "d", path.toString());
  }

  private String x(int i) {
    return decimal(Math.max(0, WIDTH * (1 - ago.get(i) / (minutes * MINUTE))));
  }

  /** Half a line's width below the edge, or the greatest value would be cut. */
  private static String y(double value, double top) {
    return decimal(HEIGHT - 1 - value / top * (HEIGHT - 2));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
