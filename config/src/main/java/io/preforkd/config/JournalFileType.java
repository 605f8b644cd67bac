package io.preforkd.config;

import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code off} or a path. */
final class JournalFileType extends ScalarType<Optional<Path>> {

  @Override
  Optional<Path> parse(String text, Path directory) throws BadValue {
    return text.equals("off") ? Optional.empty() : Optional.of(PathType.resolve(text, directory));
  }

  @Override
  ObjectNode plainSchema() {
    return textSchema("^[^\\u0000]+$");
  }

  @Override
  public String text(Optional<Path> value) {
    return value.map(Path::toString).orElse("off");
  }

  @Override
  public String form() {
    return "a path or off";
  }
}
