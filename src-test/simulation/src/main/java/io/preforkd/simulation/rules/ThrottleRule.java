package io.preforkd.simulation.rules;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.SpawnReason;

/**
 * Deaths before the first idle slow the spawning down: pauses double up to their limit, one child
 * at a time is on trial after each, and the first idle ends it.
 */
final class ThrottleRule extends Rule {
  private long pause;
  private int deaths;
  private boolean failed;

  ThrottleRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void throttled(int deathsNow, long pauseNanos) {
    pause = books.isThrottled() ? pause : 0;
    deaths = books.isThrottled() ? deaths : 0;
    long expected = pause == 0 ? scene.spec().respawnDelay() : 2 * pause;
    require(deathsNow > deaths, deathsNow + " deaths are not more than " + deaths);
    require(
        pauseNanos == Math.min(expected, scene.spec().respawnDelayMax()),
        "a pause of " + pauseNanos + " after one of " + pause);
    require(scene.now() >= books.pausedUntil(), "a second pause for one wave");
    pause = pauseNanos;
    deaths = deathsNow;
    failed = false;
  }

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    require(scene.now() >= books.pausedUntil(), "a child is started in a pause");
    require(!books.isThrottled() || books.starting() == 0, "two children are on trial");
  }

  @Override
  public void gone(
      int slot, long generation, SlotState was, EndReason reason, long age, boolean wasIdle) {
    boolean wanted =
        reason == EndReason.SHRINK || reason == EndReason.STOP || reason == EndReason.STOP_TIMEOUT;
    failed = !wasIdle && !wanted && !books.isThrottled();
  }

  @Override
  public void settled() {
    require(!failed, "children may fail to start as fast as they can");
  }
}
