package io.preforkd.simulation;

import java.util.Map;
import java.util.function.LongFunction;

/**
 * A trial for those who cannot name our types, since their loader is another one: takes a seed,
 * gives the steps and the rule that was broken, empty if none was.
 */
public final class SeedTrial implements LongFunction<Map.Entry<Long, String>> {
  @Override
  public Map.Entry<Long, String> apply(long seed) {
    Outcome outcome = Trial.runOnce(seed);
    return Map.entry(outcome.steps(), outcome.isFine() ? "" : outcome.rule());
  }
}
