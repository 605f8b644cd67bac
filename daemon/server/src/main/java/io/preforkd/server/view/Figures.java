package io.preforkd.server.view;

import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/** Numbers in the few columns that a table has for them. */
public final class Figures {
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;
  private static final int STEP = 1024;
  private static final int FOUR_DIGITS = 1000;
  private static final int TWO_DIGITS = 10;
  private static final String UNKNOWN = "-";

  private Figures() {}

  /** Two units at most: {@code 7.3s}, {@code 4m05s}, {@code 3h20m}, {@code 12d04h}. */
  public static String time(double seconds) {
    long whole = (long) seconds;
    if (whole < MINUTE) {
      return format("%.1fs", seconds);
    }
    if (whole < HOUR) {
      return format("%dm%02ds", whole / MINUTE, whole % MINUTE);
    }
    return whole < DAY
        ? format("%dh%02dm", whole / HOUR, whole % HOUR / MINUTE)
        : format("%dd%02dh", whole / DAY, whole % DAY / HOUR);
  }

  /** Six characters at most: {@code 812KiB}, {@code 60MiB}, {@code 1.5GiB}. */
  public static String bytes(long bytes) {
    double size = bytes / (double) STEP;
    String unit = "KiB";
    if (size >= FOUR_DIGITS) {
      size /= STEP;
      unit = "MiB";
    }
    if (size >= FOUR_DIGITS) {
      size /= STEP;
      unit = "GiB";
    }
    return format(size < TWO_DIGITS ? "%.1f%s" : "%.0f%s", size, unit);
  }

  /** How many a second: three digits where they say something. */
  public static String rate(OptionalDouble rate) {
    if (rate.isEmpty()) {
      return UNKNOWN;
    }
    return format(rate.getAsDouble() < FOUR_DIGITS ? "%.1f" : "%.0f", rate.getAsDouble());
  }

  /** A part of the whole, from 0 to 1, in hundredths. */
  public static String percent(OptionalDouble part) {
    return part.isEmpty() ? UNKNOWN : format("%.0f%%", 100 * part.getAsDouble());
  }

  /** A member of an answer, 0 where there is none. */
  public static long number(JsonNode node, String member) {
    return node.path(member).asLong();
  }

  public static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
