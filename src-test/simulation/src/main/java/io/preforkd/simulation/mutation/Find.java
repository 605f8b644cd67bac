package io.preforkd.simulation.mutation;

import java.util.Locale;

/**
 * What a hunt came to.
 *
 * @param rule name of the rule that was broken, or null if none was
 * @param seed the last one that was run
 * @param steps events told to the mutant's pools until then
 */
public record Find(String mutant, String rule, long seed, long steps) {
  public boolean isFound() {
    return rule != null;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%-40s %-16s %,9d steps, seed %d", mutant, rule, steps, seed);
  }
}
