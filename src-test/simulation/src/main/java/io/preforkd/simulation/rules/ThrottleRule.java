package io.preforkd.simulation.rules;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.SpawnReason;

/**
 * Young deaths slow the spawning down, unless somebody outside caused them: pauses double up to
 * their limit, one child at a time is on trial after each, and the first that serves a connection
 * or settles ends it.
 */
final class ThrottleRule extends Rule {
  private long pause;
  private int deaths;
  private boolean counts;
  private boolean failed;
  private boolean outside;

  ThrottleRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void heard(Report report, int slot, long generation) {
    outside = report == Report.KILLED_FROM_OUTSIDE;
    counts = false;
  }

  @Override
  public void throttled(int deathsNow, long pauseNanos) {
    pause = books.isThrottled() ? pause : 0;
    deaths = books.isThrottled() ? deaths : 0;
    long expected = pause == 0 ? scene.spec().respawnDelay() : 2 * pause;
    require(counts, "a pause, and nobody died young of his own");
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
    ChildRecord child = books.child(slot, generation);
    counts = isYoung(child) && isOwnFault(child, reason, wasIdle);
    failed = counts && !books.isThrottled();
  }

  private boolean isYoung(ChildRecord child) {
    return child.isYoung(scene.now(), scene.spec().settleTime());
  }

  private boolean isOwnFault(ChildRecord child, EndReason reason, boolean wasIdle) {
    if (reason == null) {
      return !outside;
    }
    return switch (reason) {
      case SHRINK,
          ROOM,
          PRESSURE,
          RECYCLE,
          RECYCLE_ASKED,
          CANNOT_ACCEPT,
          MEMORY,
          RELOAD,
          STOP,
          STOP_TIMEOUT,
          OPERATOR,
          CONNECTION_TIMEOUT ->
          false;
      case DRAIN_TIMEOUT -> !wasIdle;
      case LEFT -> !child.worked;
      case START_TIMEOUT, ORDER_TIMEOUT, PING_TIMEOUT, PROTOCOL, CHANNEL_CLOSED, UNRESPONSIVE ->
          true;
    };
  }

  @Override
  public void settled() {
    require(!failed, "children may die as fast as they can");
    counts = false;
  }
}
