package io.preforkd.simulation;

/**
 * How a run ended.
 *
 * @param steps events told to its pools
 * @param clock what the simulated clock shows at the end, nanoseconds
 * @param rule name of the rule that did not hold, or null
 * @param failure what was wrong and what happened before, or null
 */
record Outcome(long seed, long steps, long clock, String rule, String failure) {
  boolean isFine() {
    return rule == null;
  }
}
