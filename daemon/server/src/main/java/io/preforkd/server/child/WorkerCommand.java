package io.preforkd.server.child;

import io.preforkd.config.WorkerSettings;
import io.preforkd.config.WorkerSettings.InetdWorker;
import io.preforkd.config.WorkerSettings.JavaWorker;
import io.preforkd.config.WorkerSettings.JvmWorker;
import io.preforkd.config.WorkerSettings.NettyWorker;
import io.preforkd.config.WorkerSettings.ProgramWorker;
import io.preforkd.config.WorkerSettings.ThreadWorker;
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
  static final String RUNTIME = "io.preforkd.worker.runtime.Main";
  static final String NETTY_RUNTIME = "io.preforkd.worker.netty.Main";

  /** Runs the child that starts programs; by its path, as in the first line of a script. */
  static final Path PERL = Path.of("/usr/bin/perl");

  /**
   * The runtime reaches into the JDK's channels to use inherited descriptors. Its few reflective
   * calls go through native code: generated accessors would cost a start 15 ms on JDK 25. A child
   * keeps the limit of descriptors that it is given, which the JVM would raise.
   */
  static final List<String> RUNTIME_OPTIONS =
      List.of(
          "--add-opens",
          "java.base/sun.nio.ch=ALL-UNNAMED",
          "-Djdk.reflect.useNativeAccessorOnly=true",
          "-XX:-MaxFDLimit");

  /**
   * Netty calls native code and sun.misc.Unsafe; from 24 on a JVM that is not told so warns of it.
   */
  private static final List<String> NETTY_OPTIONS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private static final int WARNS_SINCE = 24;

  private WorkerCommand() {}

  /**
   * The command line of a worker, without the prefix that sets user and limits.
   *
   * @param data without meaning for a worker that is not of Java
   */
  public static List<String> of(WorkerSettings worker, ClassData data) {
    return of(worker, data, false);
  }

  /**
   * The same in a pool whose parent may send descriptors: then a Java child needs what brings them
   * in. It comes last on the class path, so that archives made without it still fit.
   *
   * @param receives whether the parent passes connections, or gives listening sockets
   */
  public static List<String> of(WorkerSettings worker, ClassData data, boolean receives) {
    if (worker instanceof ProgramWorker program) {
      return program.command();
    }
    if (worker instanceof NettyWorker netty) {
      return netty(netty);
    }
    return worker instanceof InetdWorker inetd
        ? inetd(inetd)
        : java((JavaWorker) worker, data, receives);
  }

  private static List<String> netty(NettyWorker netty) {
    List<String> command = new ArrayList<>();
    command.add(javaHome(netty).resolve("bin/java").toString());
    command.addAll(netty.options());
    command.addAll(RUNTIME_OPTIONS);
    addNettyOptions(netty, command);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath(netty)));
    command.add(NETTY_RUNTIME);
    command.add(netty.className());
    return command;
  }

  private static void addNettyOptions(JvmWorker worker, List<String> command) {
    if (JavaRelease.of(javaHome(worker)) >= WARNS_SINCE) {
      command.addAll(NETTY_OPTIONS);
    }
  }

  private static List<String> java(JavaWorker java, ClassData data, boolean receives) {
    List<String> command = new ArrayList<>();
    command.add(javaHome(java).resolve("bin/java").toString());
    command.addAll(data.options()); // first, so that the operator's have the last word
    command.addAll(java.options());
    addFixedAddress(java, command);
    command.addAll(RUNTIME_OPTIONS);
    List<String> path = classPath(java);
    if (receives) {
      addNettyOptions(java, command);
      path.addAll(nettyJars());
    }
    command.add("-cp");
    command.add(String.join(File.pathSeparator, path));
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
    if (worker instanceof NettyWorker netty) {
      return "netty:" + netty.className();
    }
    if (worker instanceof ThreadWorker thread) {
      return "thread:" + thread.className();
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
  static Path javaHome(JvmWorker java) {
    return java.javaHome().orElse(Path.of(System.getProperty("java.home")));
  }

  /** The runtime and the examples come with preforkd; the operator names what is his own. */
  static List<String> classPath(JvmWorker java) {
    return classPath(java.classPath(), java instanceof NettyWorker ? nettyJars() : List.of());
  }

  /** The same of a worker on threads: where the operator's entries are the last. */
  public static List<String> classPath(ThreadWorker worker) {
    return classPath(worker.classPath(), List.of());
  }

  private static List<String> classPath(List<Path> given, List<String> more) {
    List<String> path = isInstalled() ? jarsIn("lib/worker") : ofThisProgram();
    path.addAll(more);
    given.forEach(entry -> path.add(entry.toString()));
    return path;
  }

  /** Whether preforkd has a folder of its own; otherwise it is a library of another program. */
  public static boolean isInstalled() {
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

  /** Another program has them on its class path, if anywhere. */
  private static List<String> nettyJars() {
    return isInstalled() ? jarsIn("lib/netty-worker") : List.of();
  }

  private static List<String> jarsIn(String folder) {
    List<String> path = new ArrayList<>();
    try (Stream<Path> jars = Files.list(home().resolve(folder))) {
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
  public static List<Path> expand(String entry) throws IOException {
    if (!entry.endsWith(File.separator + "*")) {
      return List.of(Path.of(entry));
    }
    try (Stream<Path> files = Files.list(Path.of(entry.substring(0, entry.length() - 2)))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }
}
