package io.preforkd.system.harness;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
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

  /** Whether this machine has such a program. */
  public static boolean hasProgram(String name) throws IOException {
    return run("sh", "-c", "command -v " + name).exitCode() == 0;
  }

  /** As {@link #run}, for what takes a while even where nothing else is done. */
  public static Finished runSlow(String... command) throws IOException {
    return of(new ProcessBuilder(command), Patience.LIMIT.multipliedBy(4));
  }

  /** As {@link #run}, for what takes as long as this at most. */
  public static Finished within(Duration limit, String... command) throws IOException {
    return of(new ProcessBuilder(command), limit);
  }

  static Finished of(ProcessBuilder builder) throws IOException {
    return of(builder, Patience.LIMIT);
  }

  private static Finished of(ProcessBuilder builder, Duration limit) throws IOException {
    Process process =
        builder.redirectErrorStream(true).redirectInput(new File("/dev/null")).start();
    DaemonLog output = new DaemonLog(process.getInputStream());
    return new Finished(await(process, output, limit), output.toString());
  }

  static int await(Process process, DaemonLog output) {
    return await(process, output, Patience.LIMIT);
  }

  private static int await(Process process, DaemonLog output, Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still runs after " + limit + ": " + process.info());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    output.awaitEnd();
    return process.exitValue();
  }
}
