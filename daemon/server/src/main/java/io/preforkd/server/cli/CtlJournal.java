package io.preforkd.server.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code preforkd ctl journal}. */
@Command(
    name = "journal",
    description = {
      "Prints the last entries of the journal, those that the daemon has in memory.",
      "Written to a file they are for preforkd replay."
    },
    footer = "%nExample: preforkd ctl journal > web.journal")
final class CtlJournal extends CtlRequest {

  @Override
  void show(JsonNode answer, PrintWriter out) {
    out.print(answer.path("journal").asString());
  }
}
