package io.preforkd.config.yaml;

import java.nio.file.Path;

/**
 * Where something is written.
 *
 * @param file the file
 * @param line counted from 1; 0 means the file as a whole
 * @param column counted from 1; 0 means the file as a whole
 */
public record Place(Path file, int line, int column) {

  /** The file as a whole, for what has no line: it cannot be read, or lacks something. */
  public static Place wholeOf(Path file) {
    return new Place(file, 0, 0);
  }
}
