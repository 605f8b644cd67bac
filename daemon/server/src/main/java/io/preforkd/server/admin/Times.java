package io.preforkd.server.admin;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Moments as a person reads them: in the server's zone, with the day if it is another one. */
final class Times {
  private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter EARLIER =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final ZonedDateTime now;

  /**
   * @param now as ISO 8601 has it, as all moments here
   */
  Times(String now) {
    this.now = local(now);
  }

  void write(Html html, String moment) {
    ZonedDateTime time = local(moment);
    boolean isToday = time.toLocalDate().equals(now.toLocalDate());
    html.element("time", time.format(isToday ? TODAY : EARLIER), "datetime", moment);
  }

  String zone() {
    return now.format(DateTimeFormatter.ofPattern("zzz"));
  }

  private static ZonedDateTime local(String moment) {
    return Instant.parse(moment).atZone(ZoneId.systemDefault());
  }
}
