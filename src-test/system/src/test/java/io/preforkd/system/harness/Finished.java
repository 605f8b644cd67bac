package io.preforkd.system.harness;

import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A process that has ended.
 *
 * @param exitCode its exit code; 128 and more for a signal
 * @param output stdout and stderr
 */
public record Finished(int exitCode, String output) {

  public static Finished run(String... command) throws IOException {
    return of(new ProcessBuilder(command));
  }

  static Finished of(ProcessBuilder builder) throws IOException {
    Process process =
        builder.redirectErrorStream(true).redirectInput(new File("/dev/null")).start();
    DaemonLog output = new DaemonLog(process.getInputStream());
    return new Finished(await(process, output), output.toString());
  }

  static int await(Process process, DaemonLog output) {
    try {
      if (!process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still runs after " + Patience.LIMIT + ": " + process.info());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    output.awaitEnd();
    return process.exitValue();
  }
}
