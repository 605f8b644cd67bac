package io.preforkd.server.control;

import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.snapshot.DaemonDetail;
import io.preforkd.server.view.StatusJson;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code status}: the daemon, its pools and every child. */
final class StatusCommand implements Command {
  private static final String POOL = "pool";

  @Override
  public String name() {
    return "status";
  }

  @Override
  public boolean isQuestion() {
    return true;
  }

  @Override
  public Set<String> members() {
    return Set.of(POOL);
  }

  @Override
  public ObjectNode run(Request request, Controls controls, Waiting waiting) throws Refusal {
    Optional<String> only = request.find(POOL);
    DaemonDetail detail = controls.detail();
    if (only.isPresent() && !detail.slots().containsKey(only.get())) {
      throw new Refusal(Kind.DATA, "there is no pool named " + only.get());
    }
    ObjectNode answer = Answer.ok();
    StatusJson.describe(
        answer,
        controls.version(),
        detail,
        pool -> only.isEmpty() || only.get().equals(pool.name()));
    return answer;
  }
}
