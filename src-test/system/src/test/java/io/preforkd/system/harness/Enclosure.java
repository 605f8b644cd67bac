package io.preforkd.system.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A root with processes of its own, in which lines of the shell are run. */
public abstract class Enclosure implements AutoCloseable {
  private static final List<String> ENVIRONMENT =
      List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8");

  /** A service takes a while to start, also where nothing else is done. */
  private static final Duration PATIENCE = Patience.LIMIT.multipliedBy(2);

  /** The command that runs another one in there. */
  abstract List<String> entering();

  /** What has been logged there, for whoever asks why a line has failed. */
  abstract String whatIsKnown() throws IOException;

  /** Runs a line of the shell there to its end. */
  public Finished run(String line) throws IOException {
    List<String> command = inside();
    command.addAll(List.of("sh", "-c", line));
    return Finished.runSlow(command.toArray(String[]::new));
  }

  /** The words before a program that is to run there; variables may stand between the two. */
  List<String> inside() {
    List<String> command = new ArrayList<>(entering());
    command.addAll(ENVIRONMENT);
    return command;
  }

  /** Runs a line of the shell that is to succeed, and returns what it prints. */
  public String must(String line) throws IOException {
    Finished done = run(line);
    if (done.exitCode() != 0) {
      throw new AssertionError(line + " exits with " + done + "\n" + whatIsKnown());
    }
    return done.output();
  }

  /** Waits until a line of the shell succeeds; it is tried there, where that costs little. */
  public void await(String line) throws IOException {
    must(
        "end=$(($(date +%%s) + %d)); until %s; do test $(date +%%s) -lt $end || exit; sleep 0.1; done"
            .formatted(PATIENCE.toSeconds(), line));
  }

  /** Ends all that runs there. */
  @Override
  public abstract void close() throws IOException;
}
