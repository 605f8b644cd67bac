package io.preforkd.config;

import io.preforkd.config.WorkerSettings.Archive;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** {@code auto}, {@code off} or the path of an archive. */
final class ArchiveType extends ScalarType<Archive> {

  @Override
  Archive parse(String text, Path directory) throws BadValue {
    return switch (text) {
      case "auto" -> new Archive.Auto();
      case "off" -> new Archive.Off();
      default -> new Archive.At(PathType.resolve(text, directory));
    };
  }

  @Override
  ObjectNode plainSchema() {
    return textSchema("^[^\\u0000]+$");
  }

  @Override
  public String text(Archive value) {
    if (value instanceof Archive.At at) {
      return at.file().toString();
    }
    return value instanceof Archive.Auto ? "auto" : "off";
  }

  @Override
  public String form() {
    return "auto, off or a path";
  }
}
