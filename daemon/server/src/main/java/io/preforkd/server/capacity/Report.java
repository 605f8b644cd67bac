package io.preforkd.server.capacity;

import io.preforkd.pool.model.Findings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What came of one load on several pools, in text; the first of them is as configured. */
public final class Report {
  private static final double P50 = 0.5;
  private static final double P90 = 0.9;
  private static final double P99 = 0.99;

  private final List<Scenario> scenarios;
  private final Optional<Memory> memory;
  private final int width;
  private final StringBuilder text = new StringBuilder();

  private Report(List<Scenario> scenarios, Optional<Memory> memory) {
    this.scenarios = scenarios;
    this.memory = memory;
    this.width = scenarios.stream().mapToInt(it -> it.pool().text().length()).max().orElseThrow();
  }

  /**
   * A table, and a sentence for each comparison.
   *
   * @param pool its name
   * @param duration of the load, nanoseconds
   */
  public static String of(
      String pool, long duration, List<Scenario> scenarios, Optional<Memory> memory) {
    Report report = new Report(scenarios, memory);
    long connections = scenarios.get(0).findings().connections();
    report.line("pool=%s, %d connections in %s", pool, connections, Quantities.written(duration));
    report.heading();
    scenarios.forEach(report::row);
    report.trouble();
    scenarios.stream().skip(1).forEach(report::compare);
    return report.text.toString();
  }

  private void heading() {
    line(
        "%s   wait: p50       p90       p99       max   children: mean  max  saturated  spawns%s",
        pad(""), memory.isPresent() ? "     memory" : "");
  }

  private void row(Scenario scenario) {
    Findings found = scenario.findings();
    line(
        "%s %11s %9s %9s %9s %16.1f %4d %10s %7d%s",
        pad(scenario.pool().text()),
        wait(found, P50),
        wait(found, P90),
        wait(found, P99),
        Quantities.written(found.waits().longest()),
        found.course().meanLiving(),
        found.course().mostLiving(),
        Quantities.written(found.saturatedNanos()),
        found.spawns(),
        memory.map(it -> most(it, found)).orElse(""));
  }

  private static String wait(Findings found, double part) {
    return Quantities.written(found.waits().quantile(part));
  }

  private static String most(Memory memory, Findings found) {
    return String.format(Locale.ROOT, " %10s", Quantities.writtenSize(memory.most(found.course())));
  }

  private void trouble() {
    for (Scenario scenario : scenarios) {
      Findings found = scenario.findings();
      if (found.turnedAway() + found.lost() + found.waiting() > 0) {
        line(
            "%s: %d of %d found the queue full, %d were lost to a time limit, %d still wait at the end",
            scenario.pool().text(),
            found.turnedAway(),
            found.connections(),
            found.lost(),
            found.waiting());
      }
    }
  }

  private void compare(Scenario other) {
    Findings before = scenarios.get(0).findings();
    Findings after = other.findings();
    line(
        "with %s you would have had %s of saturation instead of %s, a p99 of the wait of %s instead of %s, and %s",
        other.pool().text(),
        Quantities.written(after.saturatedNanos()),
        Quantities.written(before.saturatedNanos()),
        wait(after, P99),
        wait(before, P99),
        cost(before, after));
  }

  private String cost(Findings before, Findings after) {
    if (memory.isEmpty()) {
      int more = after.course().mostLiving() - before.course().mostLiving();
      return Math.abs(more) + (more < 0 ? " children fewer" : " children more") + " at the most";
    }
    double more = memory.get().most(after.course()) - memory.get().most(before.course());
    return Quantities.writtenSize(Math.abs(more)) + (more < 0 ? " less" : " more") + " at the most";
  }

  private String pad(String name) {
    return String.format(Locale.ROOT, "%-" + width + "s", name);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
