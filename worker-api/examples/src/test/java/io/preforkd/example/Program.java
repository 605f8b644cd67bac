package io.preforkd.example;

import io.preforkd.worker.Handler;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--add-opens",
        "java.base/sun.nio.ch=ALL-UNNAMED",
        "-cp",
        home(Handler.class)
            + File.pathSeparator
            + home(Hello.class)
            + File.pathSeparator
            + home(Program.class),
        "io.preforkd.worker.runtime.Main",
        handler);
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
