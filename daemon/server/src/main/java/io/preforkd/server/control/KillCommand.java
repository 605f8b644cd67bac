package io.preforkd.server.control;

import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code kill}: ends a child at once, with its connection; done when it has been reaped. */
final class KillCommand implements Command {
  private static final String POOL = "pool";
  private static final String SLOT = "slot";
  private static final Set<String> MEMBERS = Set.of(POOL, SLOT, Request.WAIT, Request.TIMEOUT);

  @Override
  public String name() {
    return "kill";
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
    String pool = request.text(POOL);
    int slot = request.number(SLOT);
    int seconds = request.timeout();
    boolean wait = request.flag(Request.WAIT, true);
    long generation = controls.kill(pool, slot);
    if (wait) {
      String what = "the end of pool " + pool + " slot " + slot;
      waiting.until(() -> controls.isGone(pool, slot, generation), seconds, what);
    }
    return Answer.ok().put("gen", generation);
  }
}
