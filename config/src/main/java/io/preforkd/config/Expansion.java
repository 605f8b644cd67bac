package io.preforkd.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables into texts: {@code ${NAME}}, {@code ${NAME:-default}}, and {@code $$}
 * for a dollar sign.
 */
record Expansion(Map<String, String> environment) {
  private static final Pattern DOLLAR =
      Pattern.compile("\\$(?:(\\$)|\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?})?");

  /**
   * A text after expansion.
   *
   * @param variables those that were set and used
   * @param substituted whether the text named a variable, set or not
   */
  record Expanded(String text, List<String> variables, boolean substituted) {}

  Expanded expand(String text) throws BadValue {
    List<String> used = new ArrayList<>();
    StringBuilder result = new StringBuilder();
    boolean substituted = false;
    Matcher matcher = DOLLAR.matcher(text);
    while (matcher.find()) {
      matcher.appendReplacement(result, Matcher.quoteReplacement(replacement(matcher, used)));
      substituted |= matcher.group(2) != null;
    }
    return new Expanded(matcher.appendTail(result).toString(), List.copyOf(used), substituted);
  }

  private String replacement(Matcher matcher, List<String> used) throws BadValue {
    String name = matcher.group(2);
    if (name == null) {
      return dollar(matcher);
    }
    // As in a shell, :- stands in for an empty variable too.
    String value = environment.getOrDefault(name, "");
    if (!value.isEmpty() || (environment.containsKey(name) && matcher.group(3) == null)) {
      used.add(name);
      return value;
    }
    return fallback(name, matcher.group(3));
  }

  private static String dollar(Matcher matcher) throws BadValue {
    if (matcher.group(1) == null) {
      throw new BadValue(
          "a dollar sign begins neither ${NAME} nor ${NAME:-default}",
          "write $$ for a dollar sign");
    }
    return "$";
  }

  private static String fallback(String name, String fallback) throws BadValue {
    if (fallback == null) {
      throw new BadValue(
          "the environment variable " + name + " is not set",
          "set it, or write ${" + name + ":-default}");
    }
    return fallback;
  }
}
