package io.preforkd.server.view;

import static io.preforkd.server.view.Figures.format;
import static io.preforkd.server.view.Figures.number;

import tools.jackson.databind.JsonNode;

/**
 * What every table of the answer to status says in the same words, as {@link StatusJson} has it.
 */
public final class StatusRows {
  private StatusRows() {}

  /** The program, its version and process, and how it does. */
  public static String daemon(JsonNode daemon) {
    return format(
        "preforkd %s pid=%d %s, up %s",
        daemon.path("version").asString(),
        number(daemon, "pid"),
        daemon.path("state").asString(),
        Figures.time(daemon.path("uptime").asDouble()));
  }

  /**
   * A child's eight figures.
   *
   * @param columns the format of slot, generation, pid, state, age, time in the state, open
   *     connections and connections
   */
  public static String slot(String columns, JsonNode slot) {
    return format(
        columns,
        number(slot, "slot"),
        number(slot, "gen"),
        number(slot, "pid"),
        slot.path("state").asString(),
        Figures.time(slot.path("age").asDouble()),
        Figures.time(slot.path("since").asDouble()),
        number(slot, "open"),
        number(slot, "connections"));
  }
}
