package io.preforkd.config;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Yes or no, written {@code true} or {@code false}. */
final class Flag extends ScalarType<Boolean> {

  @Override
  Boolean parse(String text, Path directory) throws BadValue {
    if (!text.equals("true") && !text.equals("false")) {
      throw new BadValue("\"" + text + "\" is neither true nor false", "write true or false");
    }
    return text.equals("true");
  }

  @Override
  boolean refusesQuotes() {
    return true;
  }

  @Override
  ObjectNode plainSchema() {
    return json("boolean");
  }

  @Override
  public JsonNode json(Boolean value) {
    return JsonNodeFactory.instance.booleanNode(value);
  }

  @Override
  public String text(Boolean value) {
    return value.toString();
  }

  @Override
  public String form() {
    return "true or false";
  }
}
