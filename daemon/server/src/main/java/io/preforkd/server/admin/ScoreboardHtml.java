package io.preforkd.server.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/** A pool's slots as letters in coloured cells. The table of children has the same in words. */
final class ScoreboardHtml {
  private static final int MOST_CELLS = 1024;
  private static final String VACANT = "vacant";
  private static final Map<String, String> LETTERS = letters();

  private final Html html;
  private final JsonNode pool;

  ScoreboardHtml(Html html, JsonNode pool) {
    this.html = html;
    this.pool = pool;
  }

  private static Map<String, String> letters() {
    Map<String, String> letters = new LinkedHashMap<>();
    letters.put("busy", "B");
    letters.put("ordered", "O");
    letters.put("idle", "I");
    letters.put("starting", "S");
    letters.put("draining", "D");
    letters.put("killed", "K");
    letters.put(VACANT, "\u00b7");
    return letters;
  }

  void write() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    html.open("p", "class", "cells", "role", "img", "aria-label", words(counts));
    int left = MOST_CELLS;
    for (JsonNode slot : pool.path("slots")) {
      if (left-- > 0) {
        cell(html, slot.path("state").asString());
      }
    }
    for (int i = 0; i < Math.min(left, counts.getOrDefault(VACANT, 0)); i++) {
      cell(html, VACANT);
    }
    html.close().open("p", "class", "legend", "aria-hidden", "true");
    counts.forEach(this::explain);
    html.close();
  }

  private String words(Map<String, Integer> counts) {
    LETTERS.keySet().forEach(state -> counts.put(state, 0));
    for (JsonNode slot : pool.path("slots")) {
      counts.merge(slot.path("state").asString(), 1, Integer::sum);
    }
    int free = pool.path("max").asInt() - pool.path("slots").size();
    counts.put(VACANT, Math.max(0, free));
    counts.values().removeIf(count -> count == 0);
    StringJoiner words = new StringJoiner(", ", "Slots: ", "");
    counts.forEach((state, count) -> words.add(count + " " + state));
    return words.toString();
  }

  private void explain(String state, int count) {
    html.open("span");
    cell(html, state);
    html.text(" " + state + " " + count).close().text(" ");
  }

  /** The cell of a child in this state. */
  static void cell(Html html, String state) {
    html.element("i", LETTERS.get(state), "class", state, "aria-hidden", "true");
  }
}
