package io.preforkd.server.cli;

import io.preforkd.server.view.StatusTable;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code preforkd ctl status}. */
@Command(
    name = "status",
    description = "Shows the daemon, its pools and every child.",
    footer = "%nExample: preforkd ctl status web")
final class CtlStatus extends CtlRequest {
  @Option(names = "--json", description = "Prints the daemon's answer as it is.")
  private boolean json;

  @Parameters(paramLabel = "POOL", arity = "0..1", description = "Only this pool.")
  private String pool;

  @Override
  void fill(ObjectNode request) {
    if (pool != null) {
      request.put("pool", pool);
    }
  }

  @Override
  void show(JsonNode answer, PrintWriter out) {
    if (json) {
      out.println(answer);
    } else {
      out.print(StatusTable.of(answer));
    }
  }
}
