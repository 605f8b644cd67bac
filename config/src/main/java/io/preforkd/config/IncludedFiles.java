package io.preforkd.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds the files that an {@code include} names. */
final class IncludedFiles {
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  private IncludedFiles() {}

  /**
   * One file for a path; for a glob all that match, by name, without hidden ones (editors keep
   * backups there).
   */
  static List<Path> find(String pattern, Path directory) throws BadValue {
    Path path = PathType.resolve(pattern, directory);
    Path name = path.getFileName();
    if (name == null || GLOB.matcher(pattern.substring(0, pattern.lastIndexOf('/') + 1)).find()) {
      throw new BadValue(
          "\"" + pattern + "\" has a glob outside of the file name", "name the directory in full");
    }
    return GLOB.matcher(name.toString()).find()
        ? matches(path.getParent(), name.toString())
        : List.of(existing(path));
  }

  private static Path existing(Path path) throws BadValue {
    if (!Files.exists(path)) {
      throw new BadValue(
          path + " does not exist", "correct the path; only a glob may match nothing");
    }
    return path;
  }

  private static List<Path> matches(Path directory, String glob) throws BadValue {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
      stream.forEach(file -> addVisible(files, file));
    } catch (IOException | PatternSyntaxException e) {
      throw new BadValue(
          "\"" + glob + "\" in " + directory + " cannot be listed: " + e.getMessage(), "");
    }
    Collections.sort(files);
    return files;
  }

  private static void addVisible(List<Path> files, Path file) {
    if (!file.getFileName().toString().startsWith(".")) {
      files.add(file);
    }
  }
}
