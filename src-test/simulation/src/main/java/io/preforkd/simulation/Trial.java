package io.preforkd.simulation;

import io.preforkd.simulation.rules.Trace;
import io.preforkd.simulation.rules.Violation;
import java.util.function.Function;

/**
 * Runs the simulation of one seed; one that fails is run again with a trace, which costs too much
 * to be kept for all.
 */
final class Trial {
  private Trial() {}

  /** Some seconds. */
  static Outcome run(long seed) {
    return run(seed, Scenario::brief);
  }

  static Outcome run(long seed, Function<Dice, Scenario> script) {
    Outcome outcome = run(new Simulation(seed, script), seed);
    return outcome.isFine() ? outcome : replay(seed, script);
  }

  /** Without the story of a failure. */
  static Outcome runOnce(long seed) {
    return run(new Simulation(seed, Scenario::brief), seed);
  }

  private static Outcome replay(long seed, Function<Dice, Scenario> script) {
    Simulation simulation = new Simulation(seed, script);
    StringBuilder story = new StringBuilder();
    Trace[] traces = new Trace[simulation.pools().size()];
    for (int i = 0; i < traces.length; i++) {
      SimulatedPool pool = simulation.pools().get(i);
      traces[i] = new Trace(pool, "pool " + i);
      pool.jury().admit(traces[i]);
    }
    Outcome outcome = run(simulation, seed);
    story.append(outcome.failure()).append("\nreplay: -Dseed=").append(seed);
    story.append(", step ").append(outcome.steps()).append('\n');
    story.append(simulation.scenario()).append('\n');
    for (Trace trace : traces) {
      story.append(trace.text()).append('\n');
    }
    return new Outcome(seed, outcome.steps(), outcome.clock(), outcome.rule(), story.toString());
  }

  private static Outcome run(Simulation simulation, long seed) {
    try {
      simulation.run();
      return new Outcome(seed, simulation.steps(), simulation.clock(), null, null);
    } catch (Violation violation) {
      return new Outcome(
          seed, simulation.steps(), simulation.clock(), violation.rule(), violation.getMessage());
    } catch (IllegalStateException | IllegalArgumentException | NullPointerException e) {
      return new Outcome(
          seed, simulation.steps(), simulation.clock(), e.getClass().getSimpleName(), e.toString());
    }
  }
}
