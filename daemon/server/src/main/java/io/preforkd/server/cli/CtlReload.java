package io.preforkd.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code preforkd ctl reload}. */
@Command(
    name = "reload",
    description = {
      "Reads the configuration again and changes what has changed; done when the new children serve.",
      "If a file is wrong, nothing changes; a pool whose new children fail keeps its old ones."
    },
    footer = "%nExample: preforkd ctl reload --timeout 60",
    exitCodeList = {
      "0:done",
      "1:new children failed and their pool keeps its old ones",
      CtlRequest.USAGE,
      CtlRequest.UNAVAILABLE,
      StandardOutput.EXIT,
      CtlRequest.TIMEOUT,
      CtlRequest.PERMISSION,
      "78:the configuration is wrong, and nothing has changed"
    })
final class CtlReload extends CtlRequest {
  @Option(
      names = "--all",
      description = "Replaces the children of every pool, whether or not it has changed.")
  private boolean all;

  @Mixin private WaitOption wait;

  @Override
  void fill(ObjectNode request) {
    request.put("all", all);
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
