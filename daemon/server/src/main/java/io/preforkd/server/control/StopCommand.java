package io.preforkd.server.control;

import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code stop}, and {@code drain}, which is another name for it: done when the daemon has ended.
 * Its answer is the last thing that the daemon says, and the connection ends with the process, or
 * at once if that is another program's.
 */
final class StopCommand implements Command {
  private static final String NOW = "now";
  private static final Set<String> MEMBERS = Set.of(NOW, Request.WAIT, Request.TIMEOUT);

  /** A stop may take as long as the configuration says: a week is for ever. */
  private static final int NO_LIMIT = 604_800;

  private final String name;

  StopCommand(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isQuestion() {
    return false;
  }

  @Override
  public Set<String> members() {
    return MEMBERS;
  }

  @Override
  public ObjectNode run(Request request, Controls controls, Waiting waiting) throws Refusal {
    boolean wait = request.flag(Request.WAIT, true);
    int seconds = request.timeout(NO_LIMIT);
    controls.stop(request.flag(NOW, false));
    if (!wait) {
      return Answer.ok();
    }
    waiting.until(() -> controls.end().isPresent(), seconds, "the stop");
    return Answer.ok().put(Answer.EXIT, controls.end().getAsInt());
  }
}
