package io.preforkd.simulation.rules;

import java.util.ArrayDeque;
import java.util.Deque;

/** A pool that fails too often in a row is called degraded, once, until a child proves itself. */
final class DegradedRule extends Rule {
  private final Deque<Long> pauses = new ArrayDeque<>();
  private boolean on;
  private boolean due;

  DegradedRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void throttled(int deaths, long pauseNanos) {
    forgetIfWell();
    pauses.addLast(scene.now());
    while (pauses.size() > scene.spec().giveUp().failures()) {
      pauses.removeFirst();
    }
    due =
        !on
            && pauses.size() == scene.spec().giveUp().failures()
            && scene.now() - pauses.getFirst() <= scene.spec().giveUp().within();
  }

  private void forgetIfWell() {
    if (!books.isThrottled()) {
      pauses.clear();
    }
  }

  @Override
  public void degraded(int failures) {
    require(due, "it has not failed as often as give-up says, or was told");
    due = false;
    on = true;
  }

  @Override
  public void recovered(long nanos) {
    require(on, "the end of what had not begun");
    on = false;
  }

  @Override
  public void settled() {
    require(!due, "it fails without end, and nobody is told");
    require(!on || books.isThrottled(), "a child has proved itself, and the pool stays degraded");
    require(on == scene.pool().status().degraded(), "the status tells otherwise");
  }
}
