package io.preforkd.system.verdicts;

import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.ProcessView;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Stock spamd. */
record Stock(Process process, int port) implements Server {
  private static final String PROGRAM = "/usr/sbin/spamd";

  /** Starts it on a free port, by a command to which its own is added; waits until it serves. */
  static Stock start(
      List<String> by, int port, List<String> options, Map<String, String> environment, Path stderr)
      throws IOException {
    List<String> command = new ArrayList<>(by);
    command.addAll(List.of(PROGRAM, "-i", "127.0.0.1:" + port));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null")).redirectOutput(stderr.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    Stock stock = new Stock(process, port);
    try {
      Patience.until("spamd to serve", () -> serves(process, stderr));
      return stock;
    } catch (AssertionError e) {
      stock.stop();
      throw e;
    }
  }

  private static boolean serves(Process process, Path stderr) {
    try {
      String text = Files.readString(stderr);
      if (!process.isAlive()) {
        throw new AssertionError("spamd does not start: " + text);
      }
      return text.contains("server pid:");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public int children() {
    return 1;
  }

  @Override
  public void stop() {
    new ProcessView(process.pid()).signalIfThere("TERM");
    try {
      Patience.until("the end of spamd", () -> !process.isAlive());
    } finally {
      process.destroyForcibly();
    }
  }
}
