package io.preforkd.config;

import io.preforkd.config.WorkerSettings.Archive;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** {@code off} or the path of an archive. */
final class ArchiveType extends ScalarType<Archive> {

  @Override
  Archive parse(String text, Path directory) throws BadValue {
    return text.equals("off")
        ? new Archive.Off()
        : new Archive.At(PathType.resolve(text, directory));
  }

  @Override
  ObjectNode plainSchema() {
    return textSchema("^[^\\u0000]+$");
  }

  @Override
  public String text(Archive value) {
    return value instanceof Archive.At at ? at.file().toString() : "off";
  }

  @Override
  public String form() {
    return "off or a path";
  }
}
