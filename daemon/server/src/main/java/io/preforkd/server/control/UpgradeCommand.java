package io.preforkd.server.control;

import io.preforkd.server.sys.Descriptors;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code upgrade}: done when the other program has taken over, which then gives the answer: this
 * one returns only from what has failed before that.
 */
final class UpgradeCommand implements Command {
  private static final int NOBODY = -1;
  private static final Set<String> MEMBERS = Set.of(Request.WAIT, Request.TIMEOUT);

  /** A day: as good as for ever. */
  private static final int NO_LIMIT = 86_400;

  @Override
  public String name() {
    return "upgrade";
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
    if (!wait) {
      var ignored = controls.upgrade(NOBODY);
      return Answer.ok();
    }
    int reply = waiting.duplicateOfConnection();
    CompletableFuture<String> upgrade = controls.upgrade(reply);
    var ignored = upgrade.whenComplete((done, failure) -> Descriptors.close(reply));
    waiting.until(upgrade::isDone, seconds, "the upgrade");
    return Answer.ok().put("done", ReloadCommand.outcome(upgrade));
  }
}
