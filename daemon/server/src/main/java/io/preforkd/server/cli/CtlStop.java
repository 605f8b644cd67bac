package io.preforkd.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code preforkd ctl stop}. */
@Command(
    name = "stop",
    description =
        "Stops the daemon as TERM does: who is served or queued is served to the end. Done when the process has ended.",
    footer = "%nExample: preforkd ctl stop")
final class CtlStop extends CtlRequest {
  @Option(names = "--now", description = "Kills every child at once, as a second INT does.")
  private boolean now;

  @Mixin private WaitOption wait;

  @Override
  void fill(ObjectNode request) {
    request.put("now", now);
    wait.fill(request);
  }

  @Override
  Optional<Duration> patience() {
    return wait.patience(Optional.empty());
  }

  @Override
  void show(JsonNode answer, PrintWriter out) {
    showEnd(answer, out);
  }

  static void showEnd(JsonNode answer, PrintWriter out) {
    if (answer.has("exit")) {
      out.println("preforkd has ended with exit code " + answer.path("exit").asInt());
    }
  }
}
