package io.preforkd.server.log;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Times in the formats of strftime(3), in the C locale. */
public final class Strftime {
  /** What {@link java.util.Formatter} means by the same letter. */
  private static final String ALIKE = "HIMSLpzZsBbhAaCYyjmdRTrDF";

  private Strftime() {}

  /** The time by a format; a letter that is not known stays as it is. */
  public static String format(String format, ZonedDateTime time) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      boolean isLast = i + 1 == format.length();
      text.append(c == '%' && !isLast ? field(format.charAt(++i), time) : String.valueOf(c));
    }
    return text.toString();
  }

  private static String field(char letter, ZonedDateTime time) {
    return switch (letter) {
      case '%' -> "%";
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'p' -> alike('p', time).toUpperCase(Locale.ROOT);
      case 'e' -> padded(time.getDayOfMonth());
      case 'k' -> padded(time.getHour());
      case 'l' -> padded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM));
      case 'c' -> format("%a %b %e %H:%M:%S %Y", time);
      case 'x' -> format("%m/%d/%y", time);
      case 'X' -> format("%H:%M:%S", time);
      case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
      case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
      case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
      case 'V' -> String.format(Locale.ROOT, "%02d", time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      default -> ALIKE.indexOf(letter) < 0 ? "%" + letter : alike(letter, time);
    };
  }

  private static String padded(int number) {
    return String.format(Locale.ROOT, "%2d", number);
  }

  private static String alike(char letter, ZonedDateTime time) {
    return String.format(Locale.US, "%t" + letter, time); // without a country names are short
  }
}
