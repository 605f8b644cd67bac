package io.preforkd.simulation;

import io.preforkd.pool.ChildLimits;
import io.preforkd.pool.ConnectionLimits;
import io.preforkd.pool.Dispatch;
import io.preforkd.pool.GiveUp;
import io.preforkd.pool.PingSpec;
import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * One pool of a scenario.
 *
 * @param spares whether {@code Spares} decides on its size, not {@code SpamdScaling}
 * @param loads what comes to each of its listeners
 * @param queueLimit most clients in the queue of a listener
 * @param pace how many times longer than in a brief run the times are at which children are asked,
 *     replaced and tried again
 */
record PoolPlan(
    PoolSpec spec,
    boolean spares,
    List<Load> loads,
    int queueLimit,
    Habits habits,
    Latency latency,
    int pace) {
  static PoolPlan draw(Dice dice, int pace) {
    boolean spares = !dice.onceIn(6);
    PoolSpec spec = spec(dice, spares ? mode(dice) : PoolMode.DYNAMIC, spares, pace);
    List<Load> loads = new ArrayList<>();
    for (int i = 0; i < spec.listeners(); i++) {
      loads.add(Load.draw(dice));
    }
    return new PoolPlan(
        spec, spares, loads, dice.oneOf(1, 8, 128), Habits.draw(dice), Latency.draw(dice), pace);
  }

  private static PoolMode mode(Dice dice) {
    return switch (dice.between(0, 5)) {
      case 0 -> PoolMode.STATIC;
      case 1 -> PoolMode.ON_DEMAND;
      default -> PoolMode.DYNAMIC;
    };
  }

  private static Dispatch dispatch(Dice dice) {
    return switch (dice.between(0, 10)) {
      case 0 -> Dispatch.ROUND_ROBIN;
      case 1, 2, 3 -> Dispatch.SHARED;
      case 4 -> Dispatch.REUSE_PORT;
      case 5 -> Dispatch.LEAST_BUSY;
      case 6 -> Dispatch.PASS;
      default -> Dispatch.LOWEST_IDLE;
    };
  }

  private static PoolSpec spec(Dice dice, PoolMode mode, boolean spares, int pace) {
    long respawnDelay = dice.oneOf(20, 100) * Dice.MILLISECOND;
    Sizes sizes = Sizes.draw(dice, mode, spares);
    return new PoolSpec(
        mode,
        dispatch(dice),
        dice.onceIn(3) ? dice.oneOf(1, 2, 5, 70) : 1,
        dice.oneOf(1, 1, 2, 3),
        sizes.min(),
        sizes.max(),
        sizes.start(),
        sizes.minSpare(),
        sizes.maxSpare(),
        dice.oneOf(1, 4, 32),
        dice.oneOf(100, 1000) * Dice.MILLISECOND,
        dice.oneOf(10, 100, 1000, 3000) * Dice.MILLISECOND,
        dice.onceIn(2),
        20 * Dice.MILLISECOND,
        dice.oneOf(1, 5) * Dice.SECOND,
        dice.oneOf(1, 5) * Dice.SECOND,
        dice.oneOf(1, 4) * Dice.SECOND,
        dice.oneOf(1, 8) * Dice.SECOND,
        dice.oneOf(200, 1000) * Dice.MILLISECOND,
        respawnDelay,
        respawnDelay * dice.oneOf(1, 6, 16) * pace,
        dice.oneOf(0, 100, 1000, 5000) * Dice.MILLISECOND,
        new GiveUp(dice.oneOf(1, 3, 8), dice.oneOf(1, 10) * Dice.SECOND),
        limits(dice, pace),
        connection(dice),
        pings(dice, pace));
  }

  private static PingSpec pings(Dice dice, int pace) {
    return new PingSpec(
        dice.oneOf(0, 0, 100, 1000) * Dice.MILLISECOND * pace,
        dice.oneOf(100, 1000) * Dice.MILLISECOND);
  }

  private static ConnectionLimits connection(Dice dice) {
    return new ConnectionLimits(
        dice.oneOf(0, 0, 100, 1000) * Dice.MILLISECOND,
        dice.oneOf(0, 0, 200, 2000) * Dice.MILLISECOND);
  }

  private static ChildLimits limits(Dice dice, int pace) {
    return new ChildLimits(
        dice.oneOf(0, 0, 1, 10, 100),
        dice.oneOf(0, 0, 1, 4, 10) * Dice.SECOND * pace,
        dice.oneOf(0, 0, SimulatedChild.BORN_WITH - 1, SimulatedChild.BORN_WITH + 20),
        dice.oneOf(0, 10, 100),
        dice.between(0L, 1L << 40));
  }

  /** The same pool, but its children live for ever and are left alone. */
  static PoolSpec unlimited(PoolSpec spec) {
    return sized(
        spec,
        new Sizes(spec.min(), spec.max(), spec.start(), spec.minSpare(), spec.maxSpare()),
        ChildLimits.NONE,
        spec.connection(),
        PingSpec.NONE);
  }

  /** The same pool in other sizes and with other limits. */
  PoolSpec resized(Dice dice) {
    return sized(
        spec,
        Sizes.draw(dice, spec.mode(), spares),
        limits(dice, pace),
        connection(dice),
        pings(dice, pace));
  }

  private static PoolSpec sized(
      PoolSpec spec, Sizes sizes, ChildLimits limits, ConnectionLimits connection, PingSpec pings) {
    return new PoolSpec(
        spec.mode(),
        spec.dispatch(),
        spec.concurrency(),
        spec.listeners(),
        sizes.min(),
        sizes.max(),
        sizes.start(),
        sizes.minSpare(),
        sizes.maxSpare(),
        spec.growthCap(),
        spec.growthInterval(),
        spec.shrinkAfter(),
        spec.selfAccept(),
        spec.orderRetry(),
        spec.orderTimeout(),
        spec.startTimeout(),
        spec.drainTimeout(),
        spec.stopTimeout(),
        spec.killAfter(),
        spec.respawnDelay(),
        spec.respawnDelayMax(),
        spec.settleTime(),
        spec.giveUp(),
        limits,
        connection,
        pings);
  }
}
