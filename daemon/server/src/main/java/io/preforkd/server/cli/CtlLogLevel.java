package io.preforkd.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code preforkd ctl log-level}. */
@Command(
    name = "log-level",
    description = "Changes the least grave level that is logged, until the daemon's next start.",
    footer = "%nExample: preforkd ctl log-level debug")
final class CtlLogLevel extends CtlRequest {
  @Parameters(paramLabel = "LEVEL", description = "error, warn, info or debug.")
  private String level;

  @Override
  void fill(ObjectNode request) {
    request.put("level", level);
  }
}
