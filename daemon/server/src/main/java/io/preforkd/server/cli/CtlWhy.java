package io.preforkd.server.cli;

import io.preforkd.server.view.DecisionText;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code preforkd ctl why}. */
@Command(
    name = "why",
    description = {
      "Says what pools decided last, why, and on what numbers: who was started, told to leave or killed,",
      "and what kept a pool from growing. The newest is the last one."
    },
    footer = "%nExample: preforkd ctl why web -n 5")
final class CtlWhy extends CtlRequest {
  @Parameters(paramLabel = "POOL", arity = "0..1", description = "Only this pool.")
  private String pool;

  @Option(
      names = "-n",
      paramLabel = "N",
      description =
          "How many; default: ${DEFAULT-VALUE}. The daemon knows the last 1000 of all pools.")
  private int last = 20;

  @Option(names = "--json", description = "Prints the daemon's answer as it is.")
  private boolean json;

  @Override
  void fill(ObjectNode request) {
    request.put("last", last);
    if (pool != null) {
      request.put("pool", pool);
    }
  }

  @Override
  void show(JsonNode answer, PrintWriter out) {
    if (json) {
      out.println(answer);
    } else {
      answer.path("decisions").forEach(decision -> out.println(DecisionText.of(decision)));
    }
  }
}
