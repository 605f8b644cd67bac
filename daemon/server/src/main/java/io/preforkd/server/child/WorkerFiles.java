package io.preforkd.server.child;

import io.preforkd.config.WorkerSettings;
import io.preforkd.config.WorkerSettings.JvmWorker;
import io.preforkd.config.WorkerSettings.ThreadWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that a worker is made of, by which another version of it is known. */
public final class WorkerFiles {
  private WorkerFiles() {}

  /**
   * A text that changes when one of them gets another size or time: jars, folders of classes with
   * all that is in them, the JDK; of other programs, they and those arguments that are files.
   */
  public static String stamp(WorkerSettings worker) {
    List<String> stamps = new ArrayList<>();
    for (Path file : files(worker)) {
      try {
        add(file, stamps);
      } catch (IOException | UncheckedIOException e) {
        stamps.add(file + " cannot be read");
      }
    }
    return String.join("\n", stamps);
  }

  private static List<Path> files(WorkerSettings worker) {
    if (worker instanceof ThreadWorker thread) {
      return classes(WorkerCommand.classPath(thread));
    }
    return worker instanceof JvmWorker java
        ? javaFiles(java)
        : WorkerCommand.of(worker, ClassData.NONE).stream()
            .filter(word -> word.startsWith("/"))
            .map(Path::of)
            .filter(path -> !Files.isDirectory(path)) // what a server serves is not the server
            .toList();
  }

  private static List<Path> javaFiles(JvmWorker java) {
    List<Path> files = new ArrayList<>();
    files.add(WorkerCommand.javaHome(java).resolve("release"));
    files.addAll(classes(WorkerCommand.classPath(java)));
    return files;
  }

  private static List<Path> classes(List<String> classPath) {
    List<Path> files = new ArrayList<>();
    for (String place : classPath) {
      try {
        files.addAll(WorkerCommand.expand(place));
      } catch (IOException e) {
        files.add(Path.of(place));
      }
    }
    return files;
  }

  private static void add(Path place, List<String> stamps) throws IOException {
    if (!Files.exists(place)) {
      stamps.add(place + " is not there");
      return;
    }
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.sorted().toList()) {
        stamps.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
  }
}
