package io.preforkd.server.view;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.JsonNode;

/** A decision as a line of text. */
public final class DecisionText {
  private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final DateTimeFormatter EARLIER =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  private DecisionText() {}

  /**
   * The line, without its end.
   *
   * @param decision as {@link DecisionJson} makes it
   */
  public static String of(JsonNode decision) {
    return time(decision.path("time").asString())
        + " "
        + decision.path("pool").asString()
        + ": "
        + decision.path("words").asString();
  }

  private static String time(String text) {
    ZonedDateTime time = Instant.parse(text).atZone(ZoneId.systemDefault());
    boolean isToday = time.toLocalDate().equals(LocalDate.now(ZoneId.systemDefault()));
    return time.format(isToday ? TODAY : EARLIER);
  }
}
