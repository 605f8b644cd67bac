package io.preforkd.spamd.host.options;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** YAML, a line at a time. */
final class YamlText {
  private static final String INDENT = "  ";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9/._+-]*");

  /** In whatever letters. */
  private static final Set<String> NO_TEXT =
      Set.of("true", "false", "on", "off", "yes", "no", "null", "unlimited", "auto");

  private final StringBuilder text = new StringBuilder();

  void comment(String line) {
    line(0, "# " + line);
  }

  void note(int depth, String line) {
    line(depth, "# " + line);
  }

  /** A key whose value is below it, or behind it already. */
  void key(int depth, String key, String comment) {
    String colon = key.contains(":") ? "" : ":";
    line(depth, key + colon + (comment.isEmpty() ? "" : "  # " + comment));
  }

  /** A value that needs no quotes. */
  void plain(int depth, String key, String value) {
    line(depth, key + ": " + value);
  }

  /** Any value. */
  void value(int depth, String key, String value) {
    line(depth, key + ": " + literal(value));
  }

  /** A mapping in a list, by its first key. */
  void item(int depth, String first) {
    line(depth, "- " + first);
  }

  /** A text in a list. */
  void word(int depth, String word) {
    line(depth, "- " + literal(word));
  }

  /** A dollar sign in a configuration begins a variable. */
  private static String literal(String value) {
    return quoted(value.replace("$", "$$"));
  }

  /** In double quotes if it needs them. */
  static String quoted(String value) {
    if (PLAIN.matcher(value).matches() && !NO_TEXT.contains(value.toLowerCase(Locale.ROOT))) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    value.chars().forEach(c -> quoted.append(escaped((char) c)));
    return quoted.append('"').toString();
  }

  private static String escaped(char c) {
    if (c == '"' || c == '\\') {
      return "\\" + c;
    }
    return c < ' ' || (c >= 0x7f && c < 0xa0)
        ? String.format("\\u%04x", (int) c)
        : String.valueOf(c);
  }

  private void line(int depth, String line) {
    text.append(INDENT.repeat(depth)).append(line).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
