package io.preforkd.config;

import java.nio.file.Path;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A number without a unit, in decimal. */
final class WholeNumber extends ScalarType<Integer> {
  private static final Pattern DECIMAL = Pattern.compile("0|-?[1-9][0-9]{0,8}");

  private final int least;
  private final int most;

  WholeNumber(int least, int most) {
    this.least = least;
    this.most = most;
  }

  @Override
  Integer parse(String text, Path directory) throws BadValue {
    if (!DECIMAL.matcher(text).matches()) {
      throw new BadValue("\"" + text + "\" is not a whole number", "give " + form());
    }
    int value = Integer.parseInt(text);
    if (value < least || value > most) {
      throw new BadValue(value + " is out of range", "give " + form());
    }
    return value;
  }

  @Override
  boolean refusesQuotes() {
    return true;
  }

  @Override
  ObjectNode plainSchema() {
    return json("integer").put("minimum", least).put("maximum", most);
  }

  @Override
  public JsonNode json(Integer value) {
    return JsonNodeFactory.instance.numberNode(value);
  }

  @Override
  public String text(Integer value) {
    return value.toString();
  }

  @Override
  public String form() {
    return "a whole number, " + least + " to " + most;
  }
}
