package io.preforkd.server.control;

import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code journal}: what the daemon has of it in memory. */
final class JournalCommand implements Command {

  @Override
  public String name() {
    return "journal";
  }

  @Override
  public boolean isQuestion() {
    return true;
  }

  @Override
  public Set<String> members() {
    return Set.of();
  }

  @Override
  public ObjectNode run(Request request, Controls controls, Waiting waiting) throws Refusal {
    return Answer.ok().put("journal", controls.journal().lines());
  }
}
