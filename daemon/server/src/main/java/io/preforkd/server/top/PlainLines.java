package io.preforkd.server.top;

import static io.preforkd.server.view.Figures.format;
import static io.preforkd.server.view.Figures.number;

import io.preforkd.server.control.Refusal;
import io.preforkd.server.view.Figures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A line for each pool and interval, for files, pipes and terminals that can do no more. */
public final class PlainLines {
  private final Feed feed;
  private final Duration interval;
  private final PrintWriter out;

  public PlainLines(Path socket, Duration interval, PrintWriter out) {
    this.feed = new Feed(socket);
    this.interval = interval;
    this.out = out;
  }

  /**
   * Prints what happened in each interval, until nobody reads it any more.
   *
   * @param isOnce whether one interval is enough, at whose end the daemon has answered
   * @throws Refusal if the daemon does not answer, at first or any more
   */
  public void print(boolean isOnce) throws Refusal, InterruptedException {
    Optional<Sample> before = feed.sample(Optional.empty());
    boolean isEnough = false;
    while (!isEnough) {
      Thread.sleep(interval.toMillis());
      Optional<Sample> now = feed.sample(Optional.empty());
      if (now.isPresent()) {
        print(new Rates(before, now.get()));
        before = now;
      }
      isEnough = out.checkError() || (isOnce && now.isPresent());
    }
  }

  private void print(Rates rates) {
    String uptime = Figures.time(rates.now().daemon().path("uptime").asDouble());
    rates.now().pools().forEach(pool -> out.println("up=" + uptime + " " + line(pool, rates)));
    out.flush();
  }

  private static String line(JsonNode pool, Rates rates) {
    return format(
        "pool=%s %s%s idle=%d/%d..%d busy=%d starting=%d leaving=%d total=%d/%d"
            + " waiting=%d backlog=%d/%d rate=%s/s saturated=%s",
        pool.path("name").asString(),
        pool.path("ready").asBoolean() ? "ready" : "not-ready",
        pool.has("held") ? " held=" + number(pool, "held") : "",
        number(pool, "idle"),
        number(pool, "min-spare"),
        number(pool, "max-spare"),
        number(pool, "busy"),
        number(pool, "starting"),
        number(pool, "leaving"),
        number(pool, "living"),
        number(pool, "max"),
        number(pool, "waiting"),
        number(pool, "backlog"),
        number(pool, "backlog-limit"),
        Figures.rate(rates.accepted(pool)),
        Figures.percent(rates.saturated(pool)));
  }
}
