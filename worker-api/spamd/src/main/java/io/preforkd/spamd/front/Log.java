package io.preforkd.spamd.front;

import java.util.function.Consumer;

/**
 * The lines that spamd logs, word for word, since other programs look for them. What clients have
 * sent is in them, so what is not printable ASCII is escaped, as spamd does.
 */
final class Log {
  /** Characters; a client may send much longer lines. */
  private static final int LONGEST = 4096;

  private final Consumer<String> lines;

  Log(Consumer<String> lines) {
    this.lines = lines;
  }

  void line(String text) {
    lines.accept(escaped(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text));
  }

  private static String escaped(String text) {
    if (text.chars().allMatch(Log::isPlain)) {
      return text;
    }
    StringBuilder safe = new StringBuilder();
    text.chars().forEach(c -> safe.append(isPlain(c) ? Character.toString(c) : escaped(c)));
    return safe.toString();
  }

  private static boolean isPlain(int c) {
    return c >= ' ' && c <= '~' && c != '\\';
  }

  private static String escaped(int c) {
    return switch (c) {
      case '\r' -> "\\r";
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      case '\\' -> "\\\\";
      default -> String.format("\\x{%02X}", c);
    };
  }
}
