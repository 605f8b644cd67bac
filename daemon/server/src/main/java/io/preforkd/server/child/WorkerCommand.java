package io.preforkd.server.child;

import io.preforkd.config.WorkerSettings;
import io.preforkd.config.WorkerSettings.InetdWorker;
import io.preforkd.config.WorkerSettings.JavaWorker;
import io.preforkd.config.WorkerSettings.ProgramWorker;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The program and the arguments that a pool's children run. */
public final class WorkerCommand {
  private static final String HOME = "preforkd.home";
  private static final String RUNTIME = "io.preforkd.worker.runtime.Main";

  /** Runs the child that starts programs; by its path, as in the first line of a script. */
  static final Path PERL = Path.of("/usr/bin/perl");

  /**
   * The runtime reaches into the JDK's channels to use inherited descriptors. Its few reflective
   * calls go through native code: generated accessors would cost a start 15 ms on JDK 25. A child
   * keeps the limit of descriptors that it is given, which the JVM would raise.
   */
  private static final List<String> RUNTIME_OPTIONS =
      List.of(
          "--add-opens",
          "java.base/sun.nio.ch=ALL-UNNAMED",
          "-Djdk.reflect.useNativeAccessorOnly=true",
          "-XX:-MaxFDLimit");

  private WorkerCommand() {}

  /**
   * The command line of a worker, without the prefix that sets user and limits.
   *
   * @param data without meaning for a worker that is not of Java
   */
  public static List<String> of(WorkerSettings worker, ClassData data) {
    if (worker instanceof ProgramWorker program) {
      return program.command();
    }
    return worker instanceof InetdWorker inetd ? inetd(inetd) : java((JavaWorker) worker, data);
  }

  private static List<String> java(JavaWorker java, ClassData data) {
    List<String> command = new ArrayList<>();
    command.add(javaHome(java).resolve("bin/java").toString());
    command.addAll(data.options()); // first, so that the operator's have the last word
    command.addAll(java.options());
    addFixedAddress(java, command);
    command.addAll(RUNTIME_OPTIONS);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath(java)));
    command.add(RUNTIME);
    if (!data.isProbe()) {
      command.add(java.className());
    }
    return command;
  }

  private static List<String> inetd(InetdWorker inetd) {
    List<String> command = new ArrayList<>();
    command.add(PERL.toString());
    command.add(home().resolve("lib/inetd.pl").toString());
    command.addAll(inetd.program());
    return command;
  }

  /** The worker in few words, for the log. */
  public static String describe(WorkerSettings worker) {
    if (worker instanceof ProgramWorker program) {
      return program.kind() + ":" + program.command().get(0);
    }
    return worker instanceof InetdWorker inetd
        ? "inetd:" + inetd.program().get(0)
        : "java:" + ((JavaWorker) worker).className();
  }

  private static void addFixedAddress(JavaWorker java, List<String> command) {
    if (java.fixedArchiveAddress()) {
      command.add("-XX:+UnlockDiagnosticVMOptions");
      command.add("-XX:ArchiveRelocationMode=0");
    }
  }

  /** The JDK that runs the children. */
  static Path javaHome(JavaWorker java) {
    return java.javaHome().orElse(Path.of(System.getProperty("java.home")));
  }

  /** The runtime and the examples come with preforkd; the operator names what is his own. */
  static List<String> classPath(JavaWorker java) {
    List<String> path = isInstalled() ? installed() : ofThisProgram();
    java.classPath().forEach(entry -> path.add(entry.toString()));
    return path;
  }

  /** Whether preforkd has a folder of its own; otherwise it is a library of another program. */
  static boolean isInstalled() {
    return System.getProperty(HOME) != null;
  }

  /**
   * There the runtime is a library, too, and the handlers are at hand. Absolute, since children
   * have a directory of their own.
   */
  private static List<String> ofThisProgram() {
    List<String> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      path.add(Path.of(entry).toAbsolutePath().toString());
    }
    return path;
  }

  private static List<String> installed() {
    List<String> path = new ArrayList<>();
    try (Stream<Path> jars = Files.list(home().resolve("lib/worker"))) {
      jars.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().forEach(path::add);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "java: the worker runtime is not in "
              + e.getMessage()
              + "; set preforkd.home to where preforkd is installed",
          e);
    }
    return path;
  }

  /** Where preforkd is installed. */
  private static Path home() {
    return Path.of(System.getProperty(HOME, "."));
  }

  /** What an entry of the class path stands for: {@code lib/*}, as in the JVM, for lib's jars. */
  static List<Path> expand(String entry) throws IOException {
    if (!entry.endsWith(File.separator + "*")) {
      return List.of(Path.of(entry));
    }
    try (Stream<Path> files = Files.list(Path.of(entry.substring(0, entry.length() - 2)))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }
}
