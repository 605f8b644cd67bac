package io.preforkd.server.listen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A socket file that we made: removed at the end, unless somebody has put another one in its place.
 */
record OwnedSocketFile(Path path, Object key) {

  static OwnedSocketFile of(Path path) {
    return new OwnedSocketFile(path, keyOf(path));
  }

  /** Does nothing if the path has gone or belongs to a successor. */
  void remove() {
    if (key != null && key.equals(keyOf(path))) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // The folder is no longer ours to write: the next start finds a stale socket and replaces
        // it.
        return;
      }
    }
  }

  private static Object keyOf(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException e) {
      return null;
    }
  }
}
