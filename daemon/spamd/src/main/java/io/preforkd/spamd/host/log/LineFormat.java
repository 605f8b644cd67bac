package io.preforkd.spamd.host.log;

import io.preforkd.config.Log.Level;
import io.preforkd.server.log.Strftime;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** What stands before and in a line, as Mail::SpamAssassin's logger writes it. */
final class LineFormat {
  private static final String OF_FILE = "%a %b %e %H:%M:%S %Y";
  private static final String OF_STDERR = "%b %e %H:%M:%S";

  private final Optional<String> timestamp;
  private final ZoneId zone;

  /**
   * @param timestamp of strftime(3); empty for what is usual in the place
   */
  LineFormat(Optional<String> timestamp, ZoneId zone) {
    this.timestamp = timestamp;
    this.zone = zone;
  }

  /** A line of a file, without its end. */
  String ofFile(long millis, long pid, Level level, String message) {
    return before(time(millis), Strftime.format(OF_FILE, time(millis)))
        + tagged(pid, level, message);
  }

  /** A line of stderr, without its end; the usual time has milliseconds. */
  String ofStderr(long millis, long pid, Level level, String message) {
    String usual = Strftime.format(OF_STDERR, time(millis)) + String.format(".%03d", millis % 1000);
    return before(time(millis), usual) + tagged(pid, level, message);
  }

  /** A line of syslog, which adds the usual time and the process itself. */
  String ofSyslog(long millis, String message) {
    return before(time(millis), "") + escaped(message);
  }

  private ZonedDateTime time(long millis) {
    return Instant.ofEpochMilli(millis).atZone(zone);
  }

  private String before(ZonedDateTime time, String usual) {
    String text = timestamp.map(format -> Strftime.format(format, time)).orElse(usual);
    return text.isEmpty() ? "" : text + " ";
  }

  private static String tagged(long pid, Level level, String message) {
    return "[" + pid + "] " + word(level) + ": " + escaped(message);
  }

  private static String word(Level level) {
    return switch (level) {
      case ERROR -> "error";
      case WARN -> "warn";
      case INFO -> "info";
      case DEBUG -> "dbg";
    };
  }

  private static String escaped(String message) {
    StringBuilder text = new StringBuilder(message.length());
    message.codePoints().forEach(c -> append(text, c));
    return text.toString();
  }

  private static void append(StringBuilder text, int c) {
    if (Character.isISOControl(c)) {
      text.append(String.format("\\x{%02X}", c));
    } else {
      text.appendCodePoint(c);
    }
  }
}
