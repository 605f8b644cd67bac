package io.preforkd.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code preforkd ctl upgrade}. */
@Command(
    name = "upgrade",
    description = {
      "Puts the preforkd and the Java that are installed now in the place of those that run.",
      "The process, its sockets and its children stay; if the new ones cannot take over, the old ones go on."
    },
    footer = "%nExample: preforkd ctl upgrade",
    exitCodeList = {
      "0:done",
      "1:the old program goes on",
      CtlRequest.USAGE,
      CtlRequest.UNAVAILABLE,
      StandardOutput.EXIT,
      CtlRequest.TIMEOUT,
      CtlRequest.PERMISSION,
      CtlRequest.CONFIG
    })
final class CtlUpgrade extends CtlRequest {
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
    if (answer.has("done")) {
      out.println(answer.path("done").asString());
    }
  }
}
