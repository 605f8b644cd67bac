package io.preforkd.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code preforkd ctl drain}. */
@Command(
    name = "drain",
    description = "The same as stop.",
    footer = "%nExample: preforkd ctl drain --timeout 300")
final class CtlDrain extends CtlRequest {
  @Mixin private WaitOption wait;

  @Override
  void fill(ObjectNode request) {
    wait.fill(request);
  }

  @Override
  Optional<Duration> patience() {
    return wait.patience(Optional.empty());
  }

  @Override
  void show(JsonNode answer, PrintWriter out) {
    CtlStop.showEnd(answer, out);
  }
}
