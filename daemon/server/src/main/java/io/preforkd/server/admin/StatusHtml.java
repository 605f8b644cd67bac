package io.preforkd.server.admin;

import io.preforkd.server.view.Figures;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The status as a page that is complete without its script. What the script renews is marked by
 * {@code data-live} and has an id; all that can have the focus is outside of it.
 */
final class StatusHtml {
  private static final int MOST_DECISIONS = 50;
  private static final String ICON =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
          + "%3Crect x='1' y='3' width='6' height='10' rx='1' fill='%231f5fbf'/%3E"
          + "%3Crect x='9' y='3' width='6' height='10' rx='1' fill='%232f7d4f'/%3E%3C/svg%3E";

  private final Html html = new Html();
  private final JsonNode document;
  private final Times times;

  private StatusHtml(JsonNode document) {
    this.document = document;
    this.times = new Times(document.path("time").asString());
  }

  static String of(JsonNode document) {
    StatusHtml page = new StatusHtml(document);
    page.write();
    return page.html.toString();
  }

  private void write() {
    html.raw("<!doctype html>\n").open("html", "lang", "en");
    head();
    html.open("body").element("a", "Skip to the pools", "class", "skip", "href", "#main");
    header();
    html.open("main", "id", "main", "tabindex", "-1");
    pools();
    decisions();
    config();
    html.close();
    footer();
    html.open("script").raw(StatusAssets.get().script()).close();
    html.close().close().raw("\n");
  }

  private void head() {
    html.open("head").empty("meta", "charset", "utf-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.element("title", "preforkd status").empty("link", "rel", "icon", "href", ICON);
    html.open("style").raw(StatusAssets.get().style()).close().close();
  }

  private void header() {
    html.open("header").open("div", "class", "title").element("h1", "preforkd");
    html.element("p", identity(), "id", "daemon", "data-live", null).close();
    html.open("p", "id", "state", "role", "status", "data-live", null);
    state();
    html.close().open("div", "class", "controls");
    html.open("button", "type", "button", "id", "pause", "aria-pressed", "false", "hidden", null);
    html.text("Pause").close().open("span").text("as of ");
    html.open("span", "id", "as-of", "data-live", null);
    times.write(html, document.path("time").asString());
    html.close().close();
    html.raw("<noscript>Load the page anew to see more.</noscript>").close();
    html.element("p", "", "id", "contact", "role", "status").close();
  }

  private String identity() {
    JsonNode daemon = document.path("daemon");
    return daemon.path("version").asString()
        + ", pid "
        + daemon.path("pid").asLong()
        + ", up "
        + Figures.time(daemon.path("uptime").asDouble());
  }

  /** Read out whenever it changes, so without numbers that change all the time. */
  private void state() {
    switch (document.path("daemon").path("state").asString()) {
      case "ready" -> Badge.GOOD.write(html, "ready");
      case "stopping" -> Badge.BAD.write(html, "stopping");
      default -> Badge.BAD.write(html, "not ready");
    }
    List<String> saturated = new ArrayList<>();
    for (JsonNode pool : document.path("pools")) {
      if (pool.path("saturated").asBoolean()) {
        saturated.add(pool.path("name").asString());
      }
    }
    if (!saturated.isEmpty()) {
      html.text(" ");
      Badge.WARNING.write(html, "saturated: " + String.join(", ", saturated));
    }
  }

  private void pools() {
    JsonNode pools = document.path("pools");
    html.open("div", "id", "pools");
    if (pools.size() > 1) {
      html.open("nav", "aria-label", "Pools").open("ul");
      for (int i = 0; i < pools.size(); i++) {
        html.open("li");
        html.element("a", pools.get(i).path("name").asString(), "href", "#pool-" + i).close();
      }
      html.close().close();
    }
    for (int i = 0; i < pools.size(); i++) {
      new PoolHtml(html, times, pools.get(i), "pool-" + i).write();
    }
    html.close();
  }

  private void decisions() {
    html.open("section", "aria-labelledby", "decisions-title");
    html.element("h2", "Last decisions", "id", "decisions-title");
    Tables.scroll(html, "Last decisions");
    html.open("table", "id", "decisions", "class", "words", "data-live", null);
    Tables.head(html, "The newest first; why they were taken", "time", "pool", "decision");
    html.open("tbody");
    JsonNode all = document.path("decisions");
    for (int i = all.size() - 1; i >= Math.max(0, all.size() - MOST_DECISIONS); i--) {
      JsonNode one = all.get(i);
      html.open("tr").open("td");
      times.write(html, one.path("time").asString());
      html.close().element("td", one.path("pool").asString());
      html.element("td", one.path("words").asString()).close();
    }
    Tables.nothing(html, all.isEmpty(), 3, "none yet");
    html.close().close().close().close();
  }

  private void config() {
    html.open("section", "aria-labelledby", "config-title");
    html.element("h2", "Configuration in force", "id", "config-title").open("details");
    html.element("summary", "Each value, and where it came from");
    html.open("pre", "tabindex", "0", "role", "region", "aria-label", "Configuration in force");
    html.open("code", "id", "config", "data-live", null);
    html.text(document.path("config-withheld").asString(""));
    document.path("config").forEach(line -> html.text(line.asString() + "\n"));
    html.close().close().close().close();
  }

  private void footer() {
    html.open("footer").open("ul");
    link("/status?json", "as JSON");
    link("/status?text", "as text");
    link("/metrics", "metrics");
    link("/readyz", "readiness");
    html.close().element("p", "Times are those of the server, " + times.zone() + ".").close();
  }

  private void link(String path, String text) {
    html.open("li").element("a", text, "href", path).close();
  }
}
