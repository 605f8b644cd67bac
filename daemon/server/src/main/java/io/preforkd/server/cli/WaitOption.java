package io.preforkd.server.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** The options of commands that take their time. */
final class WaitOption {
  /** For the way there and back. */
  private static final int GRACE = 10;

  @Option(names = "--no-wait", description = "Ends when it has begun, not when it is done.")
  private boolean noWait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "Waits no longer than this, 1 to 86400; default: 60, and for a stop as long as it takes.")
  private Integer timeout;

  void fill(ObjectNode request) {
    if (noWait) {
      request.put("wait", false);
    }
    if (timeout != null) {
      request.put("timeout", timeout);
    }
  }

  /**
   * How long to wait for an answer, if the daemon waits for {@code seconds} unless told otherwise.
   */
  Optional<Duration> patience(Optional<Integer> seconds) {
    Optional<Integer> limit = timeout == null ? seconds : Optional.of(timeout);
    return limit.map(time -> Duration.ofSeconds((long) Math.max(0, time) + GRACE));
  }
}
