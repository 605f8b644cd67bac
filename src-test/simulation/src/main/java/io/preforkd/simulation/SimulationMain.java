package io.preforkd.simulation;

/**
 * Attacks the pool until a rule does not hold, or so many million steps have been done: {@code java
 * -Dseed=N -Dmillions=N}. With a seed, only that one is run.
 */
public final class SimulationMain {
  private SimulationMain() {}

  public static void main(String[] args) {
    Long seed = Long.getLong("seed");
    Campaign campaign = new Campaign(Long.getLong("millions", 100) * 1_000_000);
    Outcome last = seed == null ? campaign.from(System.nanoTime()) : Trial.run(seed);
    System.out.println(seed == null ? campaign.toString() : "seed " + seed);
    System.out.println(last.isFine() ? "fine after " + last.steps() + " steps" : last.failure());
    System.exit(last.isFine() ? 0 : 1);
  }
}
