package io.preforkd.server.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
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
    })
final class CtlWhy extends CtlRequest {
  private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final DateTimeFormatter EARLIER =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

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
      answer.path("decisions").forEach(decision -> out.println(line(decision)));
    }
  }

  private static String line(JsonNode decision) {
    return time(decision.path("time").asString())
        + " "
        + decision.path("pool").asString()
        + ": "
        + decision.path("words").asString();
  }

  private static String time(String text) {
    ZonedDateTime time = Instant.parse(text).atZone(ZoneId.systemDefault());
    boolean isToday = time.toLocalDate().equals(LocalDate.now(ZoneId.systemDefault()));
    return time.format(isToday ? TODAY : EARLIER);
  }
}
