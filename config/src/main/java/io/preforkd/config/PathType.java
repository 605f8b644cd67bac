package io.preforkd.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** A path; a relative one starts at the directory of the file that holds it. */
final class PathType extends ScalarType<Path> {

  @Override
  Path parse(String text, Path directory) throws BadValue {
    return resolve(text, directory);
  }

  static Path resolve(String text, Path directory) throws BadValue {
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw new BadValue("\"" + text + "\" is no path", "give a path");
    }
    try {
      return directory.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new BadValue(Locales.fault(e), Locales.REMEDY);
    }
  }

  @Override
  ObjectNode plainSchema() {
    return textSchema("^[^\\u0000]+$");
  }

  @Override
  public String text(Path value) {
    return value.toString();
  }

  @Override
  public String form() {
    return "a path";
  }
}
