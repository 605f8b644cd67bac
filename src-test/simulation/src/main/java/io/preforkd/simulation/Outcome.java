package io.preforkd.simulation;

/**
 * How a run ended.
 *
 * @param steps events told to its pools
 * @param rule name of the rule that did not hold, or null
 * @param failure what was wrong and what happened before, or null
 */
record Outcome(long seed, long steps, String rule, String failure) {
  boolean isFine() {
    return rule == null;
  }
}
