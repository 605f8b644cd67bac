package io.preforkd.server.control;

import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code reopen-logs}: opens log files anew, after somebody has moved them. */
final class ReopenLogsCommand implements Command {

  @Override
  public String name() {
    return "reopen-logs";
  }

  @Override
  public boolean isQuestion() {
    return false;
  }

  @Override
  public Set<String> members() {
    return Set.of();
  }

  @Override
  public ObjectNode run(Request request, Controls controls, Waiting waiting) throws Refusal {
    controls.reopenLogs();
    return Answer.ok();
  }
}
