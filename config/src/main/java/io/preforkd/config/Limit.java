package io.preforkd.config;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A resource limit: a count, a size or a time, or {@code unlimited}, which is -1. */
final class Limit extends ScalarType<Long> {
  static final long UNLIMITED = -1;
  private static final String WORD = "unlimited";

  private final Unit unit;

  /** What is counted. */
  enum Unit {
    COUNT("([0-9]{1,9})()", "a whole number"),
    BYTES("([0-9]{1,9})(KiB|MiB|GiB|)", "a size in bytes, KiB, MiB or GiB"),
    SECONDS("([0-9]{1,9})(s|m|h)", "a time in whole seconds, as 30s, 5m or 1h");

    private final Pattern pattern;
    private final String form;

    Unit(String pattern, String form) {
      this.pattern = Pattern.compile(pattern);
      this.form = form;
    }
  }

  Limit(Unit unit) {
    this.unit = unit;
  }

  @Override
  Long parse(String text, Path directory) throws BadValue {
    Matcher matcher = unit.pattern.matcher(text);
    if (text.equals(WORD)) {
      return UNLIMITED;
    }
    if (!matcher.matches()) {
      throw new BadValue("\"" + text + "\" is no such limit", "give " + form());
    }
    return Long.parseLong(matcher.group(1)) * factor(matcher.group(2));
  }

  /** What a unit of size or time, or none, is worth in bytes or seconds. */
  static long factor(String suffix) {
    return switch (suffix) {
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      case "GiB" -> 1L << 30;
      case "m" -> 60;
      case "h" -> 3600;
      default -> 1;
    };
  }

  @Override
  ObjectNode plainSchema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.putArray("type").add("string").add("integer");
    return schema.put("pattern", "^(?:" + WORD + "|" + unit.pattern + ")$").put("minimum", 0);
  }

  @Override
  public String text(Long value) {
    if (value == UNLIMITED) {
      return WORD;
    }
    return switch (unit) {
      case COUNT -> value.toString();
      case BYTES -> size(value);
      case SECONDS -> value + "s";
    };
  }

  /** In the largest unit that leaves no rest. */
  static String size(long bytes) {
    String[] units = {"", "KiB", "MiB", "GiB"};
    int i = 0;
    long number = bytes;
    while (i < units.length - 1 && number != 0 && number % 1024 == 0) {
      number /= 1024;
      i++;
    }
    return number + units[i];
  }

  @Override
  public String form() {
    return unit.form + ", or " + WORD;
  }
}
