package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparesTest {
  private static final Specs WIDE = Specs.dynamic().min(2).max(200).spare(100, 120).growthCap(64);
  private static final Specs SMALL = Specs.dynamic().min(2).max(40).spare(2, 4).shrinkAfter(2000);

  private final Spares spares = new Spares();

  @Test
  void startsAllThatIsMissingAtOnceWhileConnectionsWait() {
    Advice advice = spares.advise(Sight.of(SMALL, 0, 0, 5).waiting(7));
    assertEquals(9, advice.start(), "two spares and seven who wait");
    assertEquals(SpawnReason.BACKLOG, advice.reason());
  }

  @Test
  void countsThoseThatAreStartingAsSpare() {
    assertEquals(3, spares.advise(Sight.of(SMALL, 0, 6, 5).waiting(7)).start());
    assertEquals(0, spares.advise(Sight.of(SMALL, 0, 9, 5).waiting(7)).start());
  }

  @Test
  void startsNoMoreAtATimeThanTheGrowthCap() {
    Specs capped = Specs.dynamic().max(40).growthCap(8);
    assertEquals(8, spares.advise(Sight.of(capped, 0, 0, 5).waiting(30)).start());
    assertEquals(3, spares.advise(Sight.of(capped, 0, 5, 5).waiting(30)).start());
  }

  @Test
  void startsTheMinimumAtOnce() {
    Advice advice = spares.advise(Sight.of(Specs.dynamic().min(6).start(6), 1, 0, 0));
    assertEquals(5, advice.start());
    assertEquals(SpawnReason.MINIMUM, advice.reason());
  }

  @Test
  void doublesItsStepWhileMerelySparesAreMissing() {
    List<Integer> steps = new ArrayList<>();
    for (int second = 0; second < 7; second++) {
      steps.add(spares.advise(Sight.of(WIDE, 0, 0, 5).at(1000L * second)).start());
    }
    assertEquals(List.of(1, 2, 4, 8, 16, 32, 32), steps);
  }

  @Test
  void takesOneStepAnInterval() {
    spares.advise(Sight.of(WIDE, 0, 0, 5));
    Advice early = spares.advise(Sight.of(WIDE, 0, 1, 5).at(999));
    assertEquals(0, early.start());
    assertEquals(1000 * Specs.MS, early.askAgainAt());
  }

  @Test
  void beginsItsStepsAnewWhenNoneHasBeenMissing() {
    spares.advise(Sight.of(WIDE, 0, 0, 5));
    spares.advise(Sight.of(WIDE, 0, 0, 5).at(1000));
    spares.advise(Sight.of(WIDE, 100, 0, 5).at(2000));
    assertEquals(1, spares.advise(Sight.of(WIDE, 0, 0, 5).at(2100)).start());
  }

  @Test
  void letsTheSurplusGoAfterTheCoolDown() {
    assertEquals(2000 * Specs.MS, spares.advise(Sight.of(SMALL, 9, 0, 0)).askAgainAt());
    assertEquals(0, spares.advise(Sight.of(SMALL, 9, 0, 0).at(1999)).drain());
    assertEquals(5, spares.advise(Sight.of(SMALL, 9, 0, 0).at(2000)).drain());
  }

  @Test
  void keepsWhatWasNeededDuringTheCoolDown() {
    spares.advise(Sight.of(SMALL, 9, 0, 0));
    spares.advise(Sight.of(SMALL, 6, 0, 3).at(1000));
    assertEquals(2, spares.advise(Sight.of(SMALL, 9, 0, 0).at(2000)).drain());
  }

  @Test
  void givesEachChildOfABurstItsOwnCoolDown() {
    spares.advise(Sight.of(SMALL, 5, 0, 4));
    Advice next = spares.advise(Sight.of(SMALL, 9, 0, 0).at(100));
    assertEquals(2000 * Specs.MS, next.askAgainAt());
    Advice first = spares.advise(Sight.of(SMALL, 9, 0, 0).at(2000));
    assertEquals(1, first.drain());
    assertEquals(2100 * Specs.MS, first.askAgainAt());
    assertEquals(4, spares.advise(Sight.of(SMALL, 8, 0, 0).at(2100)).drain());
  }

  @Test
  void beginsTheCoolDownAnewWhenThereWasNoSurplus() {
    spares.advise(Sight.of(SMALL, 9, 0, 0));
    spares.advise(Sight.of(SMALL, 4, 0, 5).at(1900));
    assertEquals(0, spares.advise(Sight.of(SMALL, 9, 0, 0).at(2000)).drain());
    assertEquals(5, spares.advise(Sight.of(SMALL, 9, 0, 0).at(4000)).drain());
  }

  @Test
  void doesNotShrinkBelowTheMinimum() {
    Specs specs = Specs.dynamic().min(7).start(7).spare(0, 2);
    spares.advise(Sight.of(specs, 8, 0, 0));
    assertEquals(1, spares.advise(Sight.of(specs, 8, 0, 0).at(2000)).drain());
  }

  @Test
  void keepsAStaticPoolAtItsMaximum() {
    Specs fixed = Specs.fixed(6);
    assertEquals(2, spares.advise(Sight.of(fixed, 0, 0, 4).waiting(9)).start());
    assertEquals(0, spares.advise(Sight.of(fixed, 6, 0, 0)).start());
    assertEquals(0, spares.advise(Sight.of(fixed, 6, 0, 0).at(60_000)).drain());
  }

  @Test
  void keepsNobodyOnDemand() {
    assertEquals(0, spares.advise(Sight.of(Specs.onDemand(), 0, 0, 0)).start());
    assertEquals(1, spares.advise(Sight.of(Specs.onDemand(), 0, 0, 0).waiting(1)).start());
  }
}
