package io.preforkd.example;

import io.preforkd.worker.Handler;
import io.preforkd.worker.netty.PipelineHandler;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Starts programs for the tests and waits for their end. */
final class Program {
  private static final long LIMIT_SECONDS = 120;

  private Program() {}

  static Outcome run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      CompletableFuture<byte[]> text = CompletableFuture.supplyAsync(() -> all(process));
      byte[] bytes = text.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return new Outcome(process.waitFor(), new String(bytes, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }

  private static byte[] all(Process process) {
    try {
      return process.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command of a Java worker, on the java that runs the tests. */
  static List<String> javaWorker(String handler) throws Exception {
    return javaWorker("io.preforkd.worker.runtime.Main", handler);
  }

  /** The same of an event-driven one. */
  static List<String> nettyWorker(String handler) throws Exception {
    return javaWorker("io.preforkd.worker.netty.Main", handler);
  }

  private static List<String> javaWorker(String runtime, String handler) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED"));
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath())));
    command.addAll(List.of(runtime, handler));
    return command;
  }

  private static List<String> classPath() throws Exception {
    List<String> path = new ArrayList<>();
    for (Class<?> type :
        List.of(Handler.class, PipelineHandler.class, Hello.class, Program.class)) {
      path.add(home(type));
    }
    for (String jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Path.of(jar).getFileName().toString().startsWith("netty-")) {
        path.add(jar);
      }
    }
    return path;
  }

  static boolean isInstalled(String program) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  private static String home(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
