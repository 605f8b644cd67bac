package io.preforkd.server.control;

import io.preforkd.server.control.Refusal.Kind;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code recycle}: has one child or all of them replaced after their present connections; done when
 * they have left and the new ones have started.
 */
final class RecycleCommand implements Command {
  private static final String POOL = "pool";
  private static final String WHICH = "which";
  private static final String ALL = "all";
  private static final Set<String> MEMBERS = Set.of(POOL, WHICH, Request.WAIT, Request.TIMEOUT);
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

  @Override
  public String name() {
    return "recycle";
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
    OptionalInt slot = slot(request.text(WHICH));
    int seconds = request.timeout();
    boolean wait = request.flag(Request.WAIT, true);
    List<Long> generations = controls.recycle(pool, slot);
    if (wait) {
      waiting.until(
          () -> controls.isReplaced(pool, generations), seconds, "recycling pool " + pool);
    }
    ObjectNode answer = Answer.ok();
    generations.forEach(answer.putArray("gens")::add);
    return answer;
  }

  private static OptionalInt slot(String which) throws Refusal {
    if (which.equals(ALL)) {
      return OptionalInt.empty();
    }
    if (!NUMBER.matcher(which).matches()) {
      throw new Refusal(Kind.USAGE, "\"" + which + "\" is no slot; give a number, or all");
    }
    return OptionalInt.of(Integer.parseInt(which));
  }
}
