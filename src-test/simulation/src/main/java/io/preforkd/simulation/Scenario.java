package io.preforkd.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * What one seed stands for.
 *
 * @param quota most children over all pools
 * @param loadTime how long there are clients and faults
 * @param frozenOdds once in so many tenths of a second the parent stalls or the host freezes
 * @param resizeOdds once in so many tenths of a second a pool is given other sizes
 * @param pressureOdds once in so many tenths of a second memory is short
 * @param operatorOdds once in so many tenths of a second the operator sets a size or kills a child
 * @param calm whether clients and faults end before the pools are stopped
 */
record Scenario(
    List<PoolPlan> pools,
    int quota,
    long loadTime,
    int frozenOdds,
    int resizeOdds,
    int pressureOdds,
    int operatorOdds,
    boolean calm) {
  Scenario {
    pools = List.copyOf(pools);
  }

  static Scenario draw(Dice dice) {
    List<PoolPlan> pools = new ArrayList<>();
    for (int i = dice.oneOf(1, 1, 1, 2, 3); i > 0; i--) {
      pools.add(PoolPlan.draw(dice));
    }
    return new Scenario(
        pools,
        dice.oneOf(4, 12, 1000, 1000),
        dice.between(2, 20) * Dice.SECOND,
        dice.oneOf(0, 0, 100, 20),
        dice.oneOf(0, 0, 50),
        dice.oneOf(0, 0, 0, 200, 30),
        dice.oneOf(0, 0, 30, 5),
        dice.onceIn(2));
  }
}
