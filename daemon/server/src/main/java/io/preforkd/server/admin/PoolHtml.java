package io.preforkd.server.admin;

import io.preforkd.server.view.Figures;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The section of one pool. */
final class PoolHtml {
  /** More rows than anybody reads; all are in the JSON. */
  private static final int MOST_ROWS = 512;

  private final Html html;
  private final Times times;
  private final JsonNode pool;
  private final String id;
  private final String name;

  PoolHtml(Html html, Times times, JsonNode pool, String id) {
    this.html = html;
    this.times = times;
    this.pool = pool;
    this.id = id;
    this.name = pool.path("name").asString();
  }

  void write() {
    html.open("section", "class", "pool", "id", id, "aria-labelledby", id + "-name");
    html.open("div", "class", "heading").element("h2", name, "id", id + "-name");
    live("p", "badges", "badges");
    badges();
    html.close().close();
    live("dl", "figures", "figures");
    figures();
    html.close();
    live("div", "board", "board");
    new ScoreboardHtml(html, pool).write();
    html.close();
    live("div", "charts", "charts");
    new ChartsHtml(html, pool.path("history")).write();
    html.close();
    html.open("div", "class", "tables");
    children();
    deaths();
    html.close();
    limits();
    html.close();
  }

  private void live(String tag, String part, String style) {
    html.open(tag, "id", id + "-" + part, "class", style, "data-live", null);
  }

  private void badges() {
    if (pool.path("ready").asBoolean()) {
      Badge.GOOD.write(html, "ready");
    } else {
      Badge.BAD.write(html, "not ready");
    }
    warn(pool.path("saturated").asBoolean(), "saturated");
    warn(pool.path("degraded").asBoolean(), "degraded");
    warn(pool.path("pressure").asInt() > 0, "memory is short");
    double pause = pool.path("backoff").asDouble();
    warn(pause > 0, "pauses for " + Figures.time(pause));
    if (pool.has("held")) {
      html.text(" ");
      Badge.NEUTRAL.write(html, "held at " + pool.path("held").asInt());
    }
  }

  private void warn(boolean applies, String words) {
    if (applies) {
      html.text(" ");
      Badge.WARNING.write(html, words);
    }
  }

  private void figures() {
    JsonNode limits = pool.path("limits");
    figure("busy", number("busy"), "");
    figure("spare", number("idle"), range(limits, "min-spare", "max-spare") + " wanted");
    figure("starting", number("starting"), "");
    figure("leaving", number("leaving"), "");
    figure("children", number("living"), "of " + limits.path("max").asInt());
    figure("waiting", number("waiting"), "");
    figure("accepted", number("accepted"), "");
    figure("served", number("served"), "");
    figure("failed", number("failed"), "");
    figure("lost", number("lost"), "");
  }

  private void figure(String what, String value, String of) {
    html.open("div").element("dt", what).open("dd").text(value);
    if (!of.isEmpty()) {
      html.text(" ").element("small", of);
    }
    html.close().close();
  }

  private String number(String member) {
    return grouped(Figures.number(pool, member));
  }

  private static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
  }

  private static String range(JsonNode limits, String from, String to) {
    return limits.path(from).asInt() + "\u2013" + limits.path(to).asInt();
  }

  private void children() {
    html.open("div").element("h3", "Children");
    Tables.scroll(html, "Children of pool " + name);
    live("table", "children", "children");
    JsonNode slots = pool.path("slots");
    Tables.head(
        html,
        slots.size() > MOST_ROWS
            ? "The first " + MOST_ROWS + " of " + slots.size() + "; all are in the JSON"
            : "By slot",
        "slot",
        "state",
        "for",
        "age",
        "open",
        "connections",
        "memory",
        "gen",
        "pid");
    html.open("tbody");
    for (int i = 0; i < Math.min(slots.size(), MOST_ROWS); i++) {
      child(slots.get(i));
    }
    Tables.nothing(html, slots.isEmpty(), 9, "none");
    html.close().close().close().close();
  }

  private void child(JsonNode slot) {
    String state = slot.path("state").asString();
    html.open("tr").element("th", slot.path("slot").asString(), "scope", "row").open("td");
    ScoreboardHtml.cell(html, state);
    html.text(" " + state).close();
    cell(Figures.time(slot.path("since").asDouble()));
    cell(Figures.time(slot.path("age").asDouble()));
    cell(grouped(Figures.number(slot, "open")));
    cell(grouped(Figures.number(slot, "connections")));
    cell(slot.has("memory") ? Figures.bytes(Figures.number(slot, "memory")) : "\u2013");
    cell(slot.path("gen").asString());
    cell(slot.path("pid").asString());
    html.close();
  }

  private void cell(String text) {
    html.element("td", text);
  }

  private void deaths() {
    html.open("div").element("h3", "Deaths");
    live("p", "exits", "note");
    html.text("In all: " + counts()).close();
    Tables.scroll(html, "Last deaths in pool " + name);
    live("table", "deaths", "deaths");
    Tables.head(
        html,
        "The last ones, the newest first",
        "time",
        "cause",
        "ended by",
        "slot",
        "gen",
        "age",
        "served",
        "lost");
    html.open("tbody");
    for (JsonNode death : pool.path("deaths")) {
      html.open("tr").open("td");
      times.write(html, death.path("time").asString());
      html.close();
      cell(death.path("cause").asString().replace('_', ' '));
      cell(death.path("how").asString());
      cell(death.path("slot").asString());
      cell(death.path("gen").asString());
      cell(Figures.time(death.path("age").asDouble()));
      cell(grouped(Figures.number(death, "connections") - Figures.number(death, "lost")));
      cell(grouped(Figures.number(death, "lost")));
      html.close();
    }
    Tables.nothing(html, pool.path("deaths").isEmpty(), 8, "none since the daemon began");
    html.close().close().close().close();
  }

  private String counts() {
    StringBuilder counts = new StringBuilder();
    pool.path("exits")
        .properties()
        .forEach(
            entry ->
                counts
                    .append(counts.isEmpty() ? "" : ", ")
                    .append(entry.getKey().replace('_', ' '))
                    .append(' ')
                    .append(grouped(entry.getValue().asLong())));
    return counts.isEmpty() ? "none" : counts.toString();
  }

  private void limits() {
    html.element("h3", "Limits");
    live("dl", "limits", "limits");
    pool.path("limits").properties().forEach(entry -> limit(entry.getKey(), entry.getValue()));
    for (JsonNode queue : pool.path("queues")) {
      html.open("div").element("dt", "queue of " + queue.path("listener").asString());
      html.element("dd", queue.path("length").asInt() + " of " + queue.path("limit").asInt());
      html.close();
    }
    html.close();
  }

  private void limit(String key, JsonNode value) {
    html.open("div").element("dt", key).element("dd", shown(key, value)).close();
  }

  private static String shown(String key, JsonNode value) {
    return switch (key) {
      case "shrink-after" -> Figures.time(value.asDouble());
      case "max-connections" -> value.asLong() == 0 ? "none" : grouped(value.asLong());
      case "max-age" -> value.asDouble() == 0 ? "none" : Figures.time(value.asDouble());
      case "max-memory" -> value.asLong() == 0 ? "none" : Figures.bytes(value.asLong());
      default -> value.asString();
    };
  }
}
