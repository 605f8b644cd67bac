package io.preforkd.config;

import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code off}, or where log lines go. */
final class AccessTargetType extends ScalarType<Optional<LogTarget>> {
  private static final String OFF = "off";
  private static final LogTargetType TARGET = new LogTargetType();

  @Override
  Optional<LogTarget> parse(String text, Path directory) throws BadValue {
    return text.equals(OFF) ? Optional.empty() : Optional.of(TARGET.parse(text, directory));
  }

  @Override
  ObjectNode plainSchema() {
    return textSchema(
        "^("
            + OFF
            + "|"
            + LogTargetType.STDERR
            + "|"
            + LogTargetType.SYSLOG
            + "|"
            + LogTargetType.PATH
            + ")$");
  }

  @Override
  public String text(Optional<LogTarget> value) {
    return value.map(TARGET::text).orElse(OFF);
  }

  @Override
  public String form() {
    return OFF + ", " + TARGET.form();
  }
}
