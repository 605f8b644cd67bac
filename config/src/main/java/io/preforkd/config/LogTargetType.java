package io.preforkd.config;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code stderr}, {@code syslog} or a path with a slash, so that a word that is mistyped is no
 * file; a relative one starts at the folder of the file.
 */
final class LogTargetType extends ScalarType<LogTarget> {
  static final String STDERR = "stderr";
  static final String SYSLOG = "syslog";
  static final String PATH = "[^\\u0000]*/[^\\u0000]*";

  @Override
  LogTarget parse(String text, Path directory) throws BadValue {
    return switch (text) {
      case STDERR -> new LogTarget.Stderr();
      case SYSLOG -> new LogTarget.Syslog();
      default -> new LogTarget.File(PathType.resolve(path(text), directory));
    };
  }

  private static String path(String text) throws BadValue {
    if (!text.contains("/")) {
      throw new BadValue(
          "\"" + text + "\" is no place for log lines",
          NearestName.advice(text, List.of(STDERR, SYSLOG)) + " A path has a /, as in ./" + text);
    }
    return text;
  }

  @Override
  ObjectNode plainSchema() {
    return textSchema("^(" + STDERR + "|" + SYSLOG + "|" + PATH + ")$");
  }

  @Override
  public String text(LogTarget value) {
    return value.toString();
  }

  @Override
  public String form() {
    return STDERR + ", " + SYSLOG + " or a path with a /";
  }
}
