package io.preforkd.config;

import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** A line of an access log. */
final class AccessFormatType extends ScalarType<AccessFormat> {

  @Override
  AccessFormat parse(String text, Path directory) throws BadValue {
    return AccessFormat.parse(text);
  }

  @Override
  ObjectNode plainSchema() {
    return textSchema("^[^\\u0000-\\u001f]*$");
  }

  @Override
  public String text(AccessFormat value) {
    return value.text();
  }

  @Override
  public String form() {
    return "a text with fields";
  }
}
