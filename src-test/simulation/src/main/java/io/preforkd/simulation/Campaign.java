package io.preforkd.simulation;

import java.util.Locale;

/** Many seeds in a row, until so many steps are done or one fails. */
final class Campaign {
  private final long wanted;
  private long first;
  private long runs;
  private long steps;
  private long nanos;

  Campaign(long wanted) {
    this.wanted = wanted;
  }

  /** The failure, or the last of the runs if there was none. */
  Outcome from(long seed) {
    first = seed;
    long began = System.nanoTime();
    Outcome outcome;
    do {
      outcome = Trial.run(first + runs);
      runs++;
      steps += outcome.steps();
    } while (outcome.isFine() && steps < wanted);
    nanos = System.nanoTime() - began;
    return outcome;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "seeds %d to %d: %,d steps in %.1f s, %,.0f a second",
        first,
        first + runs - 1,
        steps,
        nanos / 1e9,
        steps / (nanos / 1e9));
  }
}
