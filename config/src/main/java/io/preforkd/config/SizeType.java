package io.preforkd.config;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A size in bytes within a range, or 0. */
final class SizeType extends ScalarType<Long> {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(KiB|MiB|GiB|)");

  private final long least;
  private final long most;

  /** Both in bytes. */
  SizeType(long least, long most) {
    this.least = least;
    this.most = most;
  }

  @Override
  Long parse(String text, Path directory) throws BadValue {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new BadValue("\"" + text + "\" is not a size", "give " + form());
    }
    long value = Long.parseLong(matcher.group(1)) * Limit.factor(matcher.group(2));
    if (value != 0 && (value < least || value > most)) {
      throw new BadValue(text(value) + " is out of range", "give " + form());
    }
    return value;
  }

  @Override
  ObjectNode plainSchema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.putArray("type").add("string").add("integer");
    return schema.put("pattern", "^(?:" + FORM + ")$").put("minimum", 0);
  }

  @Override
  public String text(Long value) {
    return Limit.size(value);
  }

  @Override
  public String form() {
    return "0, or a size of " + text(least) + " to " + text(most);
  }
}
