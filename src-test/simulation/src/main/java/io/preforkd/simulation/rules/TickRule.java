package io.preforkd.simulation.rules;

/** The pool does not spin: a tick leaves no deadline in the past, and few are due at one moment. */
final class TickRule extends Rule {
  private static final int MOST_AT_ONE_MOMENT = 10;

  private boolean ticked;
  private long tickedAt = -1;
  private int ticks;

  TickRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void ticking() {
    ticks = tickedAt == scene.now() ? ticks + 1 : 1;
    tickedAt = scene.now();
    ticked = true;
    require(ticks <= MOST_AT_ONE_MOMENT, "ticked without end");
  }

  @Override
  public void settled() {
    require(
        !ticked || scene.pool().nextDeadline() >= scene.now(),
        "a tick leaves a deadline in the past");
    ticked = false;
  }
}
