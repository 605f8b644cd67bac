package io.preforkd.server.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code preforkd ctl version}. */
@Command(
    name = "version",
    description = "Prints the version of the running daemon.",
    footer = "%nExample: preforkd ctl version")
final class CtlVersion extends CtlRequest {

  @Override
  void show(JsonNode answer, PrintWriter out) {
    out.printf(
        "preforkd %s (Java %s) pid=%d%n",
        answer.path("version").asString(),
        answer.path("java").asString(),
        answer.path("pid").asLong());
  }
}
