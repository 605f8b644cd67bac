package io.preforkd.simulation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/** So many hours of so many services, each with quiet times, rushes, and faults in all of it. */
final class Days {
  private final int hours;
  private final long first;
  private final int seeds;
  private List<Outcome> outcomes = List.of();
  private long nanos;

  /** The seeds are those from {@code first} on. */
  Days(int hours, long first, int seeds) {
    this.hours = hours;
    this.first = first;
    this.seeds = seeds;
  }

  /** Runs them on all processors; returns a failure if there was one. */
  Optional<Outcome> run() {
    long began = System.nanoTime();
    outcomes =
        LongStream.range(first, first + seeds)
            .parallel()
            .mapToObj(seed -> Trial.run(seed, dice -> Scenario.hours(dice, hours)))
            .toList();
    nanos = System.nanoTime() - began;
    return outcomes.stream().filter(outcome -> !outcome.isFine()).findFirst();
  }

  /** What the simulated clocks show in all, hours. */
  double simulatedHours() {
    return outcomes.stream().mapToLong(Outcome::clock).sum() / (3600.0 * Dice.SECOND);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "seeds %d to %d: %,.1f simulated hours, %,d steps in %.1f s",
        first,
        first + seeds - 1,
        simulatedHours(),
        outcomes.stream().mapToLong(Outcome::steps).sum(),
        nanos / 1e9);
  }
}
