package io.preforkd.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Long times with all faults; {@code -Dseed=N} names the first seed. */
class DaysTest {
  private static final long FIRST_SEED = Long.getLong("seed", 1);

  @Test
  void holdsToEveryRuleForAnHour() {
    run(1, 3);
  }

  @Test
  @Tag("slow")
  void holdsToEveryRuleForADay() {
    run(24, Integer.getInteger("days", 100));
  }

  private static void run(int hours, int seeds) {
    Days days = new Days(hours, FIRST_SEED, seeds);
    Optional<Outcome> failure = days.run();
    System.out.println(days);
    assertTrue(
        failure.isEmpty(), () -> hours + " hours: " + failure.map(Outcome::failure).orElse(""));
    assertTrue(days.simulatedHours() >= (double) hours * seeds, days::toString);
  }
}
