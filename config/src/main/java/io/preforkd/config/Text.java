package io.preforkd.config;

import java.nio.file.Path;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** A text that matches a pattern. */
final class Text extends ScalarType<String> {
  private final String form;
  private final String pattern;

  Text(String form, String pattern) {
    this.form = form;
    this.pattern = pattern;
  }

  /** Any text; no NUL, which neither an argument nor an environment variable can hold. */
  static Text any() {
    return new Text("a text", "[^\\u0000]*");
  }

  @Override
  String parse(String text, Path directory) throws BadValue {
    if (!Pattern.matches(pattern, text)) {
      throw new BadValue("\"" + text + "\" is not " + form, "it has to match " + pattern);
    }
    return text;
  }

  @Override
  ObjectNode plainSchema() {
    return textSchema("^(?:" + pattern + ")$");
  }

  @Override
  public String text(String value) {
    return value;
  }

  @Override
  public String form() {
    return form;
  }
}
