package io.preforkd.simulation.rules;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.SizeOrder;
import io.preforkd.pool.SpawnReason;

/**
 * While only spares are missing, 1, 2, 4 .. 32 children are started, one step an interval; when
 * none has been missing for an interval, the steps begin anew.
 */
final class StepRule extends Rule {
  private static final long NOT_NOW = -1;
  private static final int MOST_DOUBLINGS = 5;

  private long lastStep = Long.MIN_VALUE / 2;
  private long beganAnew;
  private long enoughSince = NOT_NOW;
  private int started;
  private boolean changed;

  StepRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    changed = true;
    started += reason == SpawnReason.SPARES ? 1 : 0;
  }

  @Override
  public void drain(int slot, long generation, EndReason reason) {
    changed = true;
  }

  @Override
  public void settled() {
    if (started > 0) {
      step();
    }
    if (!books.isOpen() || books.isHeld() || changed || !isEnough()) {
      enoughSince = NOT_NOW;
    } else if (enoughSince == NOT_NOW) {
      enoughSince = scene.now();
    } else if (scene.now() - enoughSince >= scene.spec().growthInterval()) {
      beganAnew = scene.now();
    }
    started = 0;
    changed = false;
  }

  @Override
  public void scaling(SizeOrder order) {
    beganAnew = order instanceof SizeOrder.Auto ? scene.now() : beganAnew;
  }

  private boolean isEnough() {
    int spares = books.spares() + books.starting() * scene.spec().concurrency();
    return spares >= scene.spec().minSpare() + books.mayBeWaiting()
        && books.active() >= GrowthRule.floor(scene);
  }

  private void step() {
    long interval = scene.spec().growthInterval();
    require(scene.now() - lastStep >= interval, "two steps in one interval");
    long doublings = Math.min(MOST_DOUBLINGS, (scene.now() - beganAnew) / interval);
    if (started > 1 << doublings) {
      throw broken("a step of " + started + " after " + doublings + " others at most");
    }
    lastStep = scene.now();
  }
}
