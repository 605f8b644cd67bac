package io.preforkd.server.control;

import io.preforkd.pool.SizeOrder;
import io.preforkd.server.control.Refusal.Kind;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** {@code scale}: sets a pool's size; done when it has just those children, all of them started. */
final class ScaleCommand implements Command {
  private static final String POOL = "pool";
  private static final String TO = "to";
  private static final Set<String> MEMBERS = Set.of(POOL, TO, Request.WAIT, Request.TIMEOUT);
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,5}");

  @Override
  public String name() {
    return "scale";
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
    SizeOrder order = order(request.text(TO));
    int seconds = request.timeout();
    boolean wait = request.flag(Request.WAIT, true);
    controls.scale(pool, order);
    if (wait) {
      waiting.until(() -> controls.isSized(pool), seconds, "scaling pool " + pool);
    }
    return Answer.ok();
  }

  private static SizeOrder order(String to) throws Refusal {
    if (to.equals("auto")) {
      return new SizeOrder.Auto();
    }
    if (to.equals("freeze")) {
      return new SizeOrder.Freeze();
    }
    if (!NUMBER.matcher(to).matches()) {
      throw new Refusal(Kind.USAGE, "\"" + to + "\" is no size; give N, +N, -N, auto or freeze");
    }
    boolean isStep = to.startsWith("+") || to.startsWith("-");
    int number = Integer.parseInt(to);
    return isStep ? new SizeOrder.By(number) : new SizeOrder.To(number);
  }
}
