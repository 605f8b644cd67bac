package io.preforkd.simulation.rules;

import io.preforkd.pool.PoolMode;
import io.preforkd.pool.SpawnReason;

/**
 * All that is missing is started at once when connections wait, and never more than that: children
 * that are starting count.
 */
final class GrowthRule extends Rule {
  private int measured;
  private boolean started;

  GrowthRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void measured(int listener, int connections) {
    measured = connections;
  }

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    started |= reason == SpawnReason.SPARES || reason == SpawnReason.BACKLOG;
  }

  @Override
  public void settled() {
    if (books.isOpen() && !books.isHeld()) {
      atMost();
      atLeast();
    }
    measured = 0;
    started = false;
  }

  private void atMost() {
    int needed = childrenFor(scene.spec().minSpare() + books.mayBeWaiting() - books.spares());
    if (started && books.starting() > needed && books.active() > floor(scene)) {
      throw broken(books.starting() + " are starting where " + needed + " are needed");
    }
  }

  private void atLeast() {
    if (measured == 0 || books.ready() > 0 || books.room() == 0 || books.isThrottled()) {
      return;
    }
    int missing = childrenFor(scene.spec().minSpare() + measured - books.spares());
    int needed = Math.min(scene.spec().growthCap(), missing);
    if (scene.spec().mode() != PoolMode.STATIC && books.starting() < needed) {
      throw broken(books.starting() + " are starting where " + needed + " are needed at once");
    }
  }

  private int childrenFor(int connections) {
    return -Math.floorDiv(-connections, scene.spec().concurrency());
  }

  /** Fewest children that there should be. */
  static int floor(Scene scene) {
    return scene.spec().mode() == PoolMode.STATIC ? scene.spec().max() : scene.spec().min();
  }
}
