package io.preforkd.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A time with its unit; only 0 needs none. */
final class DurationType extends ScalarType<Duration> {
  private static final Pattern FORM = Pattern.compile("(?:0|([0-9]{1,9})(ms|s|m|h))");

  private final Duration least;
  private final Duration most;

  DurationType(String least, String most) {
    this.least = constant(least);
    this.most = constant(most);
  }

  /** A time in the table of keys. */
  static Duration constant(String text) {
    try {
      return duration(text);
    } catch (BadValue e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Duration duration(String text) throws BadValue {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new BadValue(
          "\"" + text + "\" is not a time",
          "write a whole number and a unit: 500ms, 10s, 5m or 1h");
    }
    return matcher.group(1) == null
        ? Duration.ZERO
        : of(Long.parseLong(matcher.group(1)), matcher.group(2));
  }

  private static Duration of(long number, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> throw new IllegalArgumentException(unit);
    };
  }

  @Override
  Duration parse(String text, Path directory) throws BadValue {
    Duration value = duration(text);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new BadValue(text(value) + " is out of range", "give " + form());
    }
    return value;
  }

  @Override
  ObjectNode plainSchema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema
        .putArray("anyOf")
        .add(json("string").put("pattern", "^" + FORM + "$"))
        .addObject()
        .put("const", 0);
    return schema;
  }

  @Override
  public String text(Duration value) {
    return written(value);
  }

  /** In the largest unit that leaves no rest. */
  static String written(Duration value) {
    long millis = value.toMillis();
    if (millis == 0) {
      return "0";
    }
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }

  @Override
  public String form() {
    return "a time, " + text(least) + " to " + text(most);
  }
}
