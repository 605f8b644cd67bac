package io.preforkd.server.log;

import io.preforkd.config.AccessFormat;
import io.preforkd.config.AccessFormat.Duration;
import io.preforkd.config.AccessFormat.Field;
import io.preforkd.config.AccessFormat.Literal;
import io.preforkd.config.AccessFormat.Part;
import io.preforkd.config.AccessFormat.Time;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Makes the lines of an access log. */
final class AccessLine {
  private static final double SECOND = 1e9;
  private static final double MILLISECOND = 1e6;

  private final AccessFormat format;
  private final ZoneId zone;
  private final long parent = ProcessHandle.current().pid();

  AccessLine(AccessFormat format, ZoneId zone) {
    this.format = format;
    this.zone = zone;
  }

  /**
   * The line.
   *
   * @param end when it has ended, milliseconds since the epoch
   */
  String of(AccessRecord connection, long end) {
    StringBuilder line = new StringBuilder();
    format.parts().forEach(part -> line.append(text(part, connection, end)));
    return line.toString();
  }

  private String text(Part part, AccessRecord connection, long end) {
    if (part instanceof Literal literal) {
      return literal.text();
    }
    if (part instanceof Duration duration) {
      return duration(duration, connection.nanos());
    }
    if (part instanceof Time time) {
      long ago = time.isEnd() ? 0 : TimeUnit.NANOSECONDS.toMillis(connection.nanos());
      Instant at = Instant.ofEpochMilli(end - ago);
      return Strftime.format(time.format(), at.atZone(zone));
    }
    return field((Field) part, connection);
  }

  private static String duration(Duration duration, long nanos) {
    return switch (duration.unit()) {
      case SECONDS -> String.format(Locale.ROOT, "%.3f", nanos / SECOND);
      case MILLISECONDS -> String.format(Locale.ROOT, "%.3f", nanos / MILLISECOND);
      case MICROSECONDS -> Long.toString(TimeUnit.NANOSECONDS.toMicros(nanos));
    };
  }

  private String field(Field field, AccessRecord connection) {
    return switch (field) {
      case CONNECTION -> Long.toString(connection.connection());
      case GENERATION -> Long.toString(connection.generation());
      case LISTENER -> connection.listener();
      case POOL -> connection.pool();
      case PID -> Integer.toString(connection.pid());
      case PARENT -> Long.toString(parent);
      case OUTCOME -> connection.outcome().name().toLowerCase(Locale.ROOT);
      case SLOT -> Integer.toString(connection.slot());
    };
  }
}
