package io.preforkd.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * What one seed stands for.
 *
 * @param quota most children over all pools
 * @param phases how long there are clients and faults, and of which kinds
 * @param frozenOdds once in so many tenths of a second the parent stalls or the host freezes
 * @param resizeOdds once in so many tenths of a second a pool is given other sizes
 * @param pressureOdds once in so many tenths of a second memory is short
 * @param operatorOdds once in so many tenths of a second the operator sets a size, or kills or
 *     recycles children
 * @param calm whether clients and faults end before the pools are stopped
 */
record Scenario(
    List<PoolPlan> pools,
    int quota,
    List<Phase> phases,
    int frozenOdds,
    int resizeOdds,
    int pressureOdds,
    int operatorOdds,
    boolean calm) {
  /** In hours children are asked and replaced as they are in a real service. */
  private static final int PACE = 20;

  Scenario {
    pools = List.copyOf(pools);
    phases = List.copyOf(phases);
  }

  /** Some seconds. */
  static Scenario brief(Dice dice) {
    return draw(dice, 1, List.of(Phase.brief(dice)));
  }

  /** So many hours, each with a rush at its end. */
  static Scenario hours(Dice dice, int hours) {
    List<Phase> phases = new ArrayList<>();
    for (int i = 0; i < hours; i++) {
      phases.add(Phase.quiet(dice));
      phases.add(Phase.rush());
    }
    return draw(dice, PACE, phases);
  }

  private static Scenario draw(Dice dice, int pace, List<Phase> phases) {
    List<PoolPlan> pools = new ArrayList<>();
    for (int i = dice.oneOf(1, 1, 1, 2, 3); i > 0; i--) {
      pools.add(PoolPlan.draw(dice, pace));
    }
    return new Scenario(
        pools,
        dice.oneOf(4, 12, 1000, 1000),
        phases,
        dice.oneOf(0, 0, 100, 20),
        dice.oneOf(0, 0, 50),
        dice.oneOf(0, 0, 0, 200, 30),
        dice.oneOf(0, 0, 30, 5),
        dice.onceIn(2));
  }
}
