package io.preforkd.config;

import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** {@code stderr}, {@code syslog} or a path; a relative one starts at the folder of the file. */
final class LogTargetType extends ScalarType<LogTarget> {
  static final String STDERR = "stderr";
  static final String SYSLOG = "syslog";

  @Override
  LogTarget parse(String text, Path directory) throws BadValue {
    return switch (text) {
      case STDERR -> new LogTarget.Stderr();
      case SYSLOG -> new LogTarget.Syslog();
      default -> new LogTarget.File(PathType.resolve(text, directory));
    };
  }

  @Override
  ObjectNode plainSchema() {
    return textSchema("^[^\\u0000]+$");
  }

  @Override
  public String text(LogTarget value) {
    return value.toString();
  }

  @Override
  public String form() {
    return STDERR + ", " + SYSLOG + " or a path";
  }
}
