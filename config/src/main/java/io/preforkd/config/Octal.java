package io.preforkd.config;

import java.nio.file.Path;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Permission bits, in octal with a leading zero, with or without quotes. */
final class Octal extends ScalarType<Integer> {
  private static final Pattern DIGITS = Pattern.compile("0[0-7]{3}");

  @Override
  Integer parse(String text, Path directory) throws BadValue {
    if (!DIGITS.matcher(text).matches()) {
      throw new BadValue("\"" + text + "\" are no permission bits", "give " + form());
    }
    return Integer.parseInt(text, 8);
  }

  /** A number as well: YAML parsers make of 0660 what their version says, 660 or 432. */
  @Override
  ObjectNode plainSchema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.putArray("type").add("string").add("integer");
    return schema.put("pattern", "^" + DIGITS + "$").put("minimum", 0).put("maximum", 777);
  }

  @Override
  public String text(Integer value) {
    return String.format("%04o", value);
  }

  @Override
  public String form() {
    return "permission bits as four octal digits, 0000 to 0777";
  }
}
