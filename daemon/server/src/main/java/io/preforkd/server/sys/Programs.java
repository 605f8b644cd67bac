package io.preforkd.server.sys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds programs as execvp(3) does. */
public final class Programs {
  /** Where one looks without a PATH. */
  public static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

  private Programs() {}

  /**
   * The file that would be run.
   *
   * @param program with a slash a path, which starts from the directory; without one a name that is
   *     looked up in the path
   * @param path folders, separated by colons; they, too, may be relative to the directory
   */
  public static Optional<Path> find(String program, Path directory, String path) {
    List<String> folders = program.contains("/") ? List.of("") : List.of(path.split(":", -1));
    return folders.stream()
        .map(folder -> directory.resolve(folder).resolve(program))
        .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
        .findFirst();
  }
}
