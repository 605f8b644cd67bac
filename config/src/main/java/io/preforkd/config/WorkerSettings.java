package io.preforkd.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a child runs. */
public sealed interface WorkerSettings {

  /** Handed to the worker over its back-channel, never in its arguments or its environment. */
  Map<String, String> settings();

  /** A class in a JVM of its own. */
  sealed interface JvmWorker extends WorkerSettings {

    /** The author's class. */
    String className();

    /** Absolute; an entry that ends in {@code *} stands for the jars of that directory. */
    List<Path> classPath();

    /** Empty: the JDK that runs the daemon. */
    Optional<Path> javaHome();

    /** For the JVM. */
    List<String> options();
  }

  /**
   * A class that is called for each connection.
   *
   * @param fixedArchiveAddress shares more memory between children and weakens address space
   *     randomization
   */
  record JavaWorker(
      String className,
      List<Path> classPath,
      Optional<Path> javaHome,
      List<String> options,
      Archive archive,
      boolean fixedArchiveAddress,
      Map<String, String> settings)
      implements JvmWorker {
    public JavaWorker {
      classPath = List.copyOf(classPath);
      options = List.copyOf(options);
      settings = Map.copyOf(settings);
    }
  }

  /** A program that is executed as it is configured. */
  sealed interface ProgramWorker extends WorkerSettings {

    /** The key that says so, for the log and for faults. */
    String kind();

    /** It and its arguments, at least it. */
    List<String> command();
  }

  /** A class that fills the pipelines of Netty's channels: event-driven. */
  record NettyWorker(
      String className,
      List<Path> classPath,
      Optional<Path> javaHome,
      List<String> options,
      Map<String, String> settings)
      implements JvmWorker {
    public NettyWorker {
      classPath = List.copyOf(classPath);
      options = List.copyOf(options);
      settings = Map.copyOf(settings);
    }
  }

  /**
   * A class that is called for each connection, on threads of the daemon's own process.
   *
   * @param classPath as of a {@link JvmWorker}
   */
  record ThreadWorker(String className, List<Path> classPath, Map<String, String> settings)
      implements WorkerSettings {
    public ThreadWorker {
      classPath = List.copyOf(classPath);
      settings = Map.copyOf(settings);
    }
  }

  /**
   * Any program: it and its arguments; a program without a slash is looked up in the child's PATH.
   */
  record CommandWorker(List<String> command, Map<String, String> settings)
      implements ProgramWorker {
    public CommandWorker {
      command = List.copyOf(command);
      settings = Map.copyOf(settings);
    }

    @Override
    public String kind() {
      return "command";
    }
  }

  /**
   * An unchanged program for each connection, which is its stdin and stdout: it and its arguments;
   * a program without a slash is looked up in the child's PATH.
   */
  record InetdWorker(List<String> program) implements WorkerSettings {
    public InetdWorker {
      program = List.copyOf(program);
    }

    /** Nobody is there to whom they could be handed. */
    @Override
    public Map<String, String> settings() {
      return Map.of();
    }
  }

  /**
   * A server that finds its listening sockets by {@code LISTEN_FDS} and reports nothing: it and its
   * arguments; a program without a slash is looked up in the child's PATH.
   *
   * @param stopSignal asks it to finish its connections and exit: a name without SIG
   */
  record ServerWorker(List<String> command, String stopSignal) implements ProgramWorker {
    public ServerWorker {
      command = List.copyOf(command);
    }

    @Override
    public String kind() {
      return "server";
    }

    /** It could not take them. */
    @Override
    public Map<String, String> settings() {
      return Map.of();
    }
  }

  /**
   * A program that loads once and forks the children: it and its arguments; a program without a
   * slash is looked up in the child's PATH.
   */
  record TemplateWorker(List<String> command, Map<String, String> settings)
      implements ProgramWorker {
    public TemplateWorker {
      command = List.copyOf(command);
      settings = Map.copyOf(settings);
    }

    @Override
    public String kind() {
      return "template";
    }
  }

  /** A class-data archive that Java children share. */
  sealed interface Archive {

    /** One that preforkd keeps in its cache folder. */
    record Auto() implements Archive {}

    /** None but the JDK's own. */
    record Off() implements Archive {}

    /** This file. */
    record At(Path file) implements Archive {}
  }
}
