package io.preforkd.server.view;

import static io.preforkd.server.view.Figures.number;

import tools.jackson.databind.JsonNode;

/** The answer to status as text of at most 80 columns. */
public final class StatusTable {
  private final StringBuilder text = new StringBuilder();

  private StatusTable() {}

  /**
   * The text, each line with its end.
   *
   * @param answer as {@link StatusJson} makes it
   */
  public static String of(JsonNode answer) {
    StatusTable table = new StatusTable();
    table.line("%s", StatusRows.daemon(answer.path("daemon")));
    answer.path("pools").forEach(table::pool);
    return table.text.toString();
  }

  private void pool(JsonNode pool) {
    line("");
    line(
        "pool=%s %s%s%s",
        pool.path("name").asString(),
        pool.path("ready").asBoolean() ? "ready" : "not ready",
        pool.path("saturated").asBoolean() ? ", saturated" : "",
        pool.has("held") ? ", held at " + pool.path("held").asInt() : "");
    line(
        "  idle=%d busy=%d starting=%d leaving=%d total=%d/%d waiting=%d",
        number(pool, "idle"),
        number(pool, "busy"),
        number(pool, "starting"),
        number(pool, "leaving"),
        number(pool, "living"),
        number(pool, "max"),
        number(pool, "waiting"));
    if (!pool.path("slots").isEmpty()) {
      line("  slot      gen     pid state       age  in state   open connections");
      pool.path("slots").forEach(this::slot);
    }
  }

  private void slot(JsonNode slot) {
    line("%s", StatusRows.slot(" %5d %8d %7d %-8s %6s %9s %6d %11d", slot));
  }

  private void line(String format, Object... values) {
    text.append(Figures.format(format, values)).append('\n');
  }
}
