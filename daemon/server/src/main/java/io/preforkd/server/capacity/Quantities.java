package io.preforkd.server.capacity;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times, rates and sizes with their units, read and written. */
public final class Quantities {
  private static final Pattern TIME =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(us|ms|s|m|h)");
  private static final Pattern RATE = Pattern.compile("([0-9]{1,7}(?:\\.[0-9]{1,6})?)/(s|m|h)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(KiB|MiB|GiB)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "us", 1000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final Map<String, Long> BYTES =
      Map.of("KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
  private static final long LONGEST = 1000 * 3_600_000_000_000L;
  private static final double SECOND = 1e9;
  private static final double MILLISECOND = 1e6;

  private Quantities() {}

  /**
   * A time above 0 in nanoseconds.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static long time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a time: write a number and a unit, as 50ms, 2.5s, 10m or 1h");
    }
    BigDecimal unit = BigDecimal.valueOf(NANOS.get(matcher.group(2)));
    BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(unit);
    if (nanos.signum() == 0 || nanos.compareTo(BigDecimal.valueOf(LONGEST)) > 0) {
      throw new IllegalArgumentException(text + " is out of range: above 0 and up to 1000h");
    }
    return Math.max(1, nanos.longValue());
  }

  /**
   * How many a second.
   *
   * @throws IllegalArgumentException if it is no rate
   */
  public static double rate(String text) {
    Matcher matcher = RATE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a rate: write a number and a time, as 20/s, 0.5/s or 90/m");
    }
    return Double.parseDouble(matcher.group(1)) * SECOND / NANOS.get(matcher.group(2));
  }

  /**
   * A size in bytes.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static long size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a size: write a whole number and a unit, as 512KiB, 40MiB, 2GiB");
    }
    return Long.parseLong(matcher.group(1)) * BYTES.get(matcher.group(2));
  }

  /** Three digits or so: {@code 0.05 ms}, {@code 12.3 ms}, {@code 4.56 s}. */
  static String written(long nanos) {
    if (nanos == 0) {
      return "0 s";
    }
    if (nanos >= SECOND) {
      return String.format(
          Locale.ROOT, nanos >= 100 * SECOND ? "%.0f s" : "%.2f s", nanos / SECOND);
    }
    double millis = nanos / MILLISECOND;
    return String.format(Locale.ROOT, millis >= 10 ? "%.1f ms" : "%.2f ms", millis);
  }

  /** In MiB. */
  static String writtenSize(double bytes) {
    return String.format(Locale.ROOT, "%.0f MiB", bytes / BYTES.get("MiB"));
  }
}
