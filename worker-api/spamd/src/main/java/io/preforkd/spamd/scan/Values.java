package io.preforkd.spamd.scan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the values of settings, for the worker and for scanners. Each method throws an {@link
 * IllegalArgumentException} that names the setting, its value and what it may be.
 */
public final class Values {
  private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,10})(|KiB|MiB|GiB)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
  private static final Pattern POINTS = Pattern.compile("[+-]?\\d{1,6}(\\.\\d{1,6})?");

  private Values() {}

  /** {@code on} or {@code off}. */
  public static boolean flag(String key, String value) {
    return switch (value) {
      case "on", "true" -> true;
      case "off", "false" -> false;
      default -> throw wrong(key, value, "on or off");
    };
  }

  /** Seconds, of a time from 0 to 999999h; at most the greatest int. */
  public static int seconds(String key, String value) {
    Matcher form = TIME.matcher(value);
    if (value.equals("0")) {
      return 0;
    }
    if (!form.matches()) {
      throw wrong(key, value, "a time in whole seconds, minutes or hours, as 30s, 5m or 1h, or 0");
    }
    int factor = form.group(2).equals("s") ? 1 : form.group(2).equals("m") ? 60 : 3600;
    return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(form.group(1)) * factor);
  }

  /** Bytes, from 1 to 2147483647. */
  public static int size(String key, String value) {
    Matcher form = SIZE.matcher(value);
    long bytes = form.matches() ? Long.parseLong(form.group(1)) * unit(form.group(2)) : 0;
    if (bytes < 1 || bytes > Integer.MAX_VALUE) {
      throw wrong(key, value, "a size from 1 to 2147483647 bytes, as 4096, 64KiB or 256MiB");
    }
    return (int) bytes;
  }

  /** From 0 to 999999. */
  public static int number(String key, String value) {
    if (!NUMBER.matcher(value).matches()) {
      throw wrong(key, value, "a whole number from 0 to 999999");
    }
    return Integer.parseInt(value);
  }

  /** A score or a threshold. */
  public static double points(String key, String value) {
    if (!POINTS.matcher(value).matches()) {
      throw wrong(key, value, "points, as 5, 2.5 or -1");
    }
    return Double.parseDouble(value);
  }

  private static long unit(String name) {
    return switch (name) {
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      case "GiB" -> 1L << 30;
      default -> 1;
    };
  }

  private static IllegalArgumentException wrong(String key, String value, String form) {
    return new IllegalArgumentException(key + ": \"" + value + "\" is wrong; give " + form);
  }
}
