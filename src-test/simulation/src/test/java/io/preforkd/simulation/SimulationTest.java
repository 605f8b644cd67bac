package io.preforkd.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
  private static final long STEPS = Long.getLong("millions", 10) * 1_000_000;

  private static final long FIRST_SEED = Long.getLong("seed", 1);

  /** {@code -Dseed=N -Dmillions=0} replays one seed. */
  @Test
  void holdsToEveryRuleForMillionsOfSteps() {
    Campaign campaign = new Campaign(STEPS);
    Outcome outcome = campaign.from(FIRST_SEED);
    System.out.println(campaign);
    assertTrue(outcome.isFine(), outcome::failure);
  }

  /**
   * Seeds that found, in this order: a stall taken for quiet, a stall forgiven only at its end, a
   * lowered max that was ignored, a wave of deaths counted many times, a listener closed too early.
   */
  @ParameterizedTest
  @ValueSource(
      longs = {4913712586145L, 4913712586146L, 4913712586147L, 4913712586150L, 4913712586160L})
  void holdsForSeedsThatFoundABug(long seed) {
    Outcome outcome = Trial.run(seed);
    assertTrue(outcome.isFine(), outcome::failure);
  }

  @Test
  void isTheSameRunForTheSameSeed() {
    assertEquals(Trial.run(4711), Trial.run(4711));
  }
}
