package io.preforkd.server.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file and those before it: {@code FILE.1} is the youngest of them. */
public final class OlderFiles {
  private OlderFiles() {}

  /**
   * Renames the file to {@code FILE.1}, that one to {@code FILE.2}, and so on, so that there is
   * none of its name.
   *
   * @param keep how many older ones stay, from 0 on
   */
  public static void shift(Path file, int keep) throws IOException {
    for (int i = keep; i > 0; i--) {
      Path younger = i == 1 ? file : older(file, i - 1);
      if (Files.exists(younger)) {
        Files.move(younger, older(file, i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.deleteIfExists(file);
  }

  private static Path older(Path file, int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }
}
