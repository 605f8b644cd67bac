package io.preforkd.server.child;

import io.preforkd.config.Locales;
import io.preforkd.config.PoolSettings;
import io.preforkd.config.WorkerSettings.InetdWorker;
import io.preforkd.config.WorkerSettings.JvmWorker;
import io.preforkd.config.WorkerSettings.NettyWorker;
import io.preforkd.config.WorkerSettings.ProgramWorker;
import io.preforkd.config.WorkerSettings.ThreadWorker;
import io.preforkd.server.sys.Programs;
import io.preforkd.worker.Handler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
    if (pool.worker() instanceof JvmWorker java) {
      return javaFaults(java);
    }
    if (pool.worker() instanceof ThreadWorker thread) {
      return threadFaults(thread);
    }
    if (pool.worker() instanceof ProgramWorker program) {
      return programFaults(program.kind(), program.command().get(0), pool);
    }
    return inetdFaults((InetdWorker) pool.worker(), pool);
  }

  /** Why a hook cannot be run, if it cannot; it is looked up as a command of a worker is. */
  public static List<String> hookFaults(PoolSettings pool, List<String> command) {
    return programFaults("command", command.get(0), pool);
  }

  private static List<String> javaFaults(JvmWorker java) {
    List<String> faults = new ArrayList<>();
    String kind = java instanceof NettyWorker ? "netty" : "java";
    try {
      List<String> path = WorkerCommand.classPath(java);
      classFaults(kind, java.className(), path, faults);
      if (java instanceof NettyWorker) {
        classFaults(kind, WorkerCommand.NETTY_RUNTIME, path, faults);
      }
    } catch (UncheckedIOException e) {
      faults.add(e.getMessage());
    }
    return faults;
  }

  private static List<String> threadFaults(ThreadWorker thread) {
    List<String> faults = new ArrayList<>();
    try {
      if (WorkerCommand.isInstalled()) {
        classFaults("thread", thread.className(), WorkerCommand.classPath(thread), faults);
      } else {
        besideUsFaults(thread, faults);
      }
    } catch (UncheckedIOException e) {
      faults.add(e.getMessage());
    }
    return faults;
  }

  /** A program that we are a part of may have it where no class path tells, as in a jar of jars. */
  private static void besideUsFaults(ThreadWorker thread, List<String> faults) {
    List<String> given = thread.classPath().stream().map(Path::toString).toList();
    String entry = entry(thread.className());
    boolean isGiven = isOn(given, entry, faults);
    if (!isGiven && Handler.class.getClassLoader().getResource(entry) == null) {
      faults.add(missing("thread", thread.className()));
    }
  }

  private static String entry(String className) {
    return className.replace('.', '/') + ".class";
  }

  private static void classFaults(
      String kind, String name, List<String> classPath, List<String> faults) {
    if (!isOn(classPath, entry(name), faults)) {
      faults.add(missing(kind, name));
    }
  }

  private static boolean isOn(List<String> classPath, String entry, List<String> faults) {
    boolean found = false;
    for (String place : classPath) {
      found |= holds(place, entry, faults);
    }
    return found;
  }

  private static String missing(String kind, String name) {
    return kind + ": there is no class " + name + " on the class path; name its jar in class-path";
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

  private static List<String> inetdFaults(InetdWorker inetd, PoolSettings pool) {
    List<String> faults = new ArrayList<>(programFaults("inetd", inetd.program().get(0), pool));
    if (!WorkerCommand.isInstalled()) {
      faults.add(
          "inetd: its child is a part of the distribution; set preforkd.home to where one is unpacked");
    }
    if (!Files.isExecutable(WorkerCommand.PERL)) {
      faults.add(
          "inetd: "
              + WorkerCommand.PERL
              + ", which starts the program, is not there; install it (Debian: perl-base)");
    }
    return faults;
  }

  /** What is relative starts from the children's directory, which they are in when they look. */
  private static List<String> programFaults(String kind, String program, PoolSettings pool) {
    Path directory = pool.process().directory();
    String path = path(pool);
    try {
      if (Programs.find(program, directory, path).isPresent()) {
        return List.of();
      }
    } catch (InvalidPathException e) {
      return List.of(kind + ": " + Locales.explain(e));
    }
    return List.of(
        program.contains("/")
            ? kind + ": " + directory.resolve(program) + " is not a program that can be run"
            : kind + ": " + program + " is not found in the children's PATH, " + path);
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
