package io.preforkd.server.child;

import io.preforkd.config.PoolSettings;
import io.preforkd.config.WorkerSettings.CommandWorker;
import io.preforkd.config.WorkerSettings.JavaWorker;
import io.preforkd.server.sys.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * Whether a pool's worker is there at all: better said before the start than by the death of every
 * child.
 */
public final class WorkerCheck {
  private WorkerCheck() {}

  /** What is missing, one sentence each. */
  public static List<String> faults(PoolSettings pool) {
    return pool.worker() instanceof JavaWorker java
        ? javaFaults(java)
        : commandFaults((CommandWorker) pool.worker(), pool.process().directory(), path(pool));
  }

  private static List<String> javaFaults(JavaWorker java) {
    List<String> faults = new ArrayList<>();
    try {
      classFaults(java.className(), WorkerCommand.classPath(java), faults);
    } catch (UncheckedIOException e) {
      faults.add(e.getMessage());
    }
    return faults;
  }

  private static void classFaults(String name, List<String> classPath, List<String> faults) {
    String entry = name.replace('.', '/') + ".class";
    boolean found = false;
    for (String place : classPath) {
      found |= holds(place, entry, faults);
    }
    if (!found) {
      faults.add(
          "java: there is no class " + name + " on the class path; name its jar in class-path");
    }
  }

  private static boolean holds(String place, String entry, List<String> faults) {
    boolean found = false;
    try {
      for (Path path : WorkerCommand.expand(place)) {
        found |=
            Files.isDirectory(path)
                ? Files.isRegularFile(path.resolve(entry))
                : jarHolds(path, entry);
      }
    } catch (IOException e) {
      faults.add("class-path: " + place + " cannot be read as a jar: " + e.getMessage());
    }
    return found;
  }

  private static boolean jarHolds(Path jar, String entry) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getEntry(entry) != null;
    }
  }

  /** What is relative starts from the children's directory, which they are in when they look. */
  private static List<String> commandFaults(CommandWorker worker, Path directory, String path) {
    String program = worker.command().get(0);
    if (Programs.find(program, directory, path).isPresent()) {
      return List.of();
    }
    return List.of(
        program.contains("/")
            ? "command: " + directory.resolve(program) + " is not a program that can be run"
            : "command: " + program + " is not found in the children's PATH, " + path);
  }

  private static String path(PoolSettings pool) {
    Map<String, String> own = pool.process().environment();
    if (own.containsKey("PATH")) {
      return own.get("PATH");
    }
    String ours = pool.process().passEnvironment().contains("PATH") ? System.getenv("PATH") : null;
    return ours == null ? Programs.DEFAULT_PATH : ours;
  }
}
