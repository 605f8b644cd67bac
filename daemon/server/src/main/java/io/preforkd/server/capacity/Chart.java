package io.preforkd.server.capacity;

import io.preforkd.pool.model.Course;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/** How pools fared with one load, as an SVG picture: children above, the longest waits below. */
public final class Chart {
  private static final int WIDTH = 900;
  private static final int LEFT = 70;
  private static final int PANEL = 180;
  private static final int PLOT = WIDTH - LEFT - 20;
  private static final int FIRST = 40;
  private static final int SECOND = FIRST + PANEL + 50;
  private static final int LEGEND = SECOND + PANEL + 40;
  private static final int LINE = 18;
  private static final double NANOS = 1e9;

  /** Those of Okabe and Ito, which the colour-blind can tell apart. */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

  private final List<Scenario> scenarios;
  private final StringBuilder svg = new StringBuilder();

  private Chart(List<Scenario> scenarios) {
    this.scenarios = scenarios;
  }

  /**
   * A whole file.
   *
   * @param duration of the load, nanoseconds
   */
  public static String of(List<Scenario> scenarios, long duration) {
    Chart chart = new Chart(scenarios);
    int height = LEGEND + scenarios.size() * LINE;
    chart.line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH, height);
    chart.line("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, height);
    chart.panel(FIRST, "children", Course::living);
    chart.panel(SECOND, "longest wait, s", (course, i) -> course.wait(i) / NANOS);
    chart.text(LEFT, SECOND + PANEL + LINE, "start", "0");
    chart.text(LEFT + PLOT, SECOND + PANEL + LINE, "end", Quantities.written(duration));
    chart.legend();
    chart.line("</svg>");
    return chart.svg.toString();
  }

  /** What is drawn of a course. */
  private interface Curve {
    double at(Course course, int interval);
  }

  private void panel(int top, String title, Curve curve) {
    double most = scenarios.stream().mapToDouble(most(curve)).max().orElseThrow();
    double scale = most == 0 ? 0 : PANEL / most;
    line("<path d=\"M%d %d v%d h%d\" fill=\"none\" stroke=\"#888\"/>", LEFT, top, PANEL, PLOT);
    text(LEFT, top - LINE / 2, "start", title);
    text(LEFT - 8, top + LINE / 2, "end", String.format(Locale.ROOT, "%.3g", most));
    text(LEFT - 8, top + PANEL, "end", "0");
    for (int i = 0; i < scenarios.size(); i++) {
      Course course = scenarios.get(i).findings().course();
      curve(colour(i), n -> curve.at(course, n) * scale, top + PANEL);
    }
  }

  private static ToDoubleFunction<Scenario> most(Curve curve) {
    return scenario -> {
      double most = 0;
      for (int i = 0; i < Course.INTERVALS; i++) {
        most = Math.max(most, curve.at(scenario.findings().course(), i));
      }
      return most;
    };
  }

  private void curve(String colour, IntToDoubleFunction height, int bottom) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < Course.INTERVALS; i++) {
      double x = LEFT + (i + 0.5) * PLOT / Course.INTERVALS;
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, bottom - height.applyAsDouble(i)));
    }
    line(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>",
        points.toString().strip(), colour);
  }

  private void legend() {
    for (int i = 0; i < scenarios.size(); i++) {
      int y = LEGEND + i * LINE;
      line(
          "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"4\" fill=\"%s\"/>",
          LEFT, y - 6, colour(i));
      text(LEFT + 20, y, "start", scenarios.get(i).pool().text());
    }
  }

  private static String colour(int scenario) {
    return COLOURS.get(scenario % COLOURS.size());
  }

  private void text(int x, int y, String anchor, String words) {
    String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
    line("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped);
  }

  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
