package io.preforkd.server.control;

import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code ping}: does the event loop answer? */
final class PingCommand implements Command {

  @Override
  public String name() {
    return "ping";
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
    controls.ping();
    return Answer.ok();
  }
}
