package io.preforkd.spamd.front;

import io.preforkd.spamd.scan.Values;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The worker's settings, read from the pool's.
 *
 * @param scanner class of the scanner
 * @param allowTell whether TELL is carried out
 * @param timeoutTcp seconds for the request line, and for the headers of a PING; 0 for ever
 * @param timeoutChild seconds for a command; 0 for ever
 * @param limits of what a client may send
 * @param drainTime seconds in which the rest of the input is read before the connection is closed
 * @param ofScanner all other settings
 */
public record Settings(
    String scanner,
    boolean allowTell,
    int timeoutTcp,
    int timeoutChild,
    Limits limits,
    int drainTime,
    Map<String, String> ofScanner) {
  private static final String RULES = "io.preforkd.spamd.rules.RulesScanner";

  public Settings {
    ofScanner = Map.copyOf(ofScanner);
  }

  /**
   * Sizes and numbers that a client may send.
   *
   * @param message bytes of a message, as it comes; what follows it is read up to as much
   * @param inflated bytes of a message, decompressed
   * @param line bytes of the request line, and of each header line
   * @param headers header lines of a request
   */
  public record Limits(long message, long inflated, int line, int headers) {}

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if a value is wrong; names the setting and what it may be
   */
  public static Settings of(Map<String, String> settings) {
    Map<String, String> rest = new HashMap<>(settings);
    return new Settings(
        taken(rest, "scanner", RULES),
        read(Values::flag, rest, "allow-tell", "off"),
        read(Values::seconds, rest, "timeout-tcp", "30s"),
        read(Values::seconds, rest, "timeout-child", "5m"),
        new Limits(
            read(Values::size, rest, "message-size", "256MiB"),
            read(Values::size, rest, "inflated-size", "256MiB"),
            read(Values::size, rest, "line-length", "1MiB"),
            read(Values::number, rest, "headers", "255")),
        read(Values::seconds, rest, "drain-time", "5s"),
        rest);
  }

  private static String taken(Map<String, String> settings, String key, String otherwise) {
    String value = settings.remove(key);
    return value == null ? otherwise : value;
  }

  /** Reads a value, of which it knows the default. */
  private static <T> T read(
      BiFunction<String, String, T> form,
      Map<String, String> settings,
      String key,
      String otherwise) {
    return form.apply(key, taken(settings, key, otherwise));
  }
}
