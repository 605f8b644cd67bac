package io.preforkd.server.control;

import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.view.DecisionJson;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code why}: the last decisions of a pool, or of all. */
final class WhyCommand implements Command {
  private static final String POOL = "pool";
  private static final String LAST = "last";

  @Override
  public String name() {
    return "why";
  }

  @Override
  public boolean isQuestion() {
    return true;
  }

  @Override
  public Set<String> members() {
    return Set.of(POOL, LAST);
  }

  @Override
  public ObjectNode run(Request request, Controls controls, Waiting waiting) throws Refusal {
    Optional<String> pool = request.find(POOL);
    int last = request.has(LAST) ? request.number(LAST) : Integer.MAX_VALUE;
    if (last < 1) {
      throw new Refusal(Kind.USAGE, "why: last must be at least 1");
    }
    ObjectNode answer = Answer.ok();
    DecisionJson.describe(answer, controls.decisions(pool), last);
    return answer;
  }
}
