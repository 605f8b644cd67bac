package io.preforkd.server.top;

import static io.preforkd.server.view.Figures.format;
import static io.preforkd.server.view.Figures.number;

import io.preforkd.server.sys.Terminal.Size;
import io.preforkd.server.top.Line.Look;
import io.preforkd.server.view.Figures;
import io.preforkd.server.view.StatusRows;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/**
 * The screen as lines: the daemon, its pools, what there is to say of the chosen one, its children,
 * and the keys. 80 columns and 24 lines are enough; what does not fit is said to be missing.
 */
final class Frame {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  /** The lines beside those of pools and children. */
  private static final int OTHERS = 8;

  private static final String KEYS = "q quit  n c a s m sort  +/- f A size  arrows pool  h help";

  private final Rates rates;
  private final View view;
  private final Size size;
  private final List<Line> lines = new ArrayList<>();

  private Frame(Rates rates, View view, Size size) {
    this.rates = rates;
    this.view = view;
    this.size = size;
  }

  /** As many lines as the screen has, or fewer, each no longer than it is wide. */
  static List<Line> of(Rates rates, View view, Size size) {
    Frame frame = new Frame(rates, view, size);
    frame.fill();
    return frame.lines.stream().limit(size.lines()).map(frame::cut).toList();
  }

  private void fill() {
    title(StatusRows.daemon(rates.now().daemon()));
    if (view.showsHelp()) {
      help();
    } else {
      pools();
      view.pool().flatMap(rates.now()::pool).ifPresent(this::chosen);
    }
    while (lines.size() < size.lines() - 1) {
      plain("");
    }
    plain(view.message().isEmpty() ? KEYS : view.message());
  }

  private void help() {
    plain("");
    Arrays.stream(Key.values()).map(Key::help).forEach(this::plain);
    plain("");
    plain("A size that is held stays until A, whatever the load; ctl scale does the same.");
  }

  /** So many of them that as many lines are left for children; the chosen one is among them. */
  private void pools() {
    List<JsonNode> pools = rates.now().pools().toList();
    int room = Math.max(1, (size.lines() - OTHERS) / 2);
    int first = Math.max(0, Math.min(view.chosen() - room / 2, pools.size() - room));
    int end = Math.min(pools.size(), first + room);
    title("  pool             state       idle  busy start leave     total  wait   conn/s");
    for (int i = first; i < end; i++) {
      pool(pools.get(i), i == view.chosen());
    }
    plain(end - first < pools.size() ? format("  %d of %d pools", end - first, pools.size()) : "");
  }

  private void pool(JsonNode pool, boolean isChosen) {
    String text =
        format(
            "%s %-16.16s %-10s %5d %5d %5d %5d %9s %5d %8s",
            isChosen ? ">" : " ",
            pool.path("name").asString(),
            state(pool),
            number(pool, "idle"),
            number(pool, "busy"),
            number(pool, "starting"),
            number(pool, "leaving"),
            number(pool, "living") + "/" + number(pool, "max"),
            number(pool, "waiting"),
            Figures.rate(rates.accepted(pool)));
    lines.add(new Line(text, isChosen ? Look.CHOSEN : look(pool)));
  }

  private static String state(JsonNode pool) {
    if (!pool.path("ready").asBoolean()) {
      return "not ready";
    }
    if (pool.path("saturated").asBoolean()) {
      return "saturated";
    }
    return pool.has("held") ? "held " + number(pool, "held") : "ready";
  }

  private static Look look(JsonNode pool) {
    if (!pool.path("ready").asBoolean()) {
      return Look.ALARM;
    }
    return pool.path("saturated").asBoolean() ? Look.WARNING : Look.PLAIN;
  }

  private void chosen(JsonNode pool) {
    plain(
        format(
            "pool=%s%s: spare=%d of %d..%d backlog=%d/%d used=%s saturated=%s",
            pool.path("name").asString(),
            pool.has("held") ? " held at " + number(pool, "held") : "",
            number(pool, "idle"),
            number(pool, "min-spare"),
            number(pool, "max-spare"),
            number(pool, "backlog"),
            number(pool, "backlog-limit"),
            Figures.percent(OptionalDouble.of(pool.path("utilization").asDouble())),
            Figures.percent(rates.saturated(pool))));
    decision(rates.now().decision());
    children(pool);
  }

  /** In the two lines that it mostly needs. */
  private void decision(Optional<JsonNode> decision) {
    String text = decision.map(Frame::words).orElse("no decision yet");
    int end = Math.min(text.length(), size.columns());
    plain(text.substring(0, end));
    plain(text.substring(end));
  }

  private static String words(JsonNode decision) {
    Instant time = Instant.parse(decision.path("time").asString());
    return TIME.format(time.atZone(ZoneId.systemDefault()))
        + " "
        + decision.path("words").asString();
  }

  private void children(JsonNode pool) {
    title("slot      gen     pid state       age in state  open connections  per s memory");
    List<JsonNode> slots = view.order().sort(pool.path("slots"));
    int room = Math.max(0, size.lines() - lines.size() - 1);
    int shown = slots.size() > room ? room - 1 : slots.size();
    slots.stream().limit(Math.max(0, shown)).forEach(slot -> child(pool, slot));
    if (shown < slots.size()) {
      plain(format("  %d more, by %s", slots.size() - Math.max(0, shown), view.order().word()));
    }
  }

  private void child(JsonNode pool, JsonNode slot) {
    plain(
        StatusRows.slot("%4d %8d %7d %-8s %6s %8s %5d %11d", slot)
            + format(
                " %6s %6s",
                Figures.rate(rates.connections(pool, slot)),
                slot.has("memory") ? Figures.bytes(number(slot, "memory")) : "-"));
  }

  private void title(String text) {
    lines.add(Line.title(text));
  }

  private void plain(String text) {
    lines.add(Line.plain(text));
  }

  private Line cut(Line line) {
    return line.text().length() <= size.columns()
        ? line
        : new Line(line.text().substring(0, size.columns()), line.look());
  }
}
