package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

/** The table of SpamdForkScaling's adapt_num_children, and its main loop's floor. */
class SpamdScalingTest {
  private static final Specs DEFAULTS = Specs.dynamic().min(1).max(5).start(2).spare(1, 2);

  private final SpamdScaling spamd = new SpamdScaling();

  @Test
  void addsOneWhenFewerThanMinSpareAreIdle() {
    assertEquals(1, spamd.advise(Sight.of(DEFAULTS, 0, 0, 3).waiting(40)).start());
  }

  @Test
  void addsNoneAtTheMaximum() {
    assertSame(Advice.nothing(), spamd.advise(Sight.of(DEFAULTS, 0, 0, 5)));
  }

  @Test
  void removesOneWhenMoreThanMaxSpareAreIdle() {
    assertEquals(1, spamd.advise(Sight.of(DEFAULTS, 5, 0, 0)).drain());
  }

  @Test
  void removesNoneAtTheMinimum() {
    Specs wide = Specs.dynamic().min(4).start(4).spare(0, 1);
    assertSame(Advice.nothing(), spamd.advise(Sight.of(wide, 4, 0, 0)));
  }

  @Test
  void doesNothingUnlessAChildHasReported() {
    assertSame(Advice.nothing(), spamd.advise(Sight.of(DEFAULTS, 0, 0, 3).withoutReport()));
    assertSame(Advice.nothing(), spamd.advise(Sight.of(DEFAULTS, 5, 0, 0).withoutReport()));
  }

  @Test
  void countsStartingAndLeavingChildrenAmongTheServers() {
    assertSame(Advice.nothing(), spamd.advise(Sight.of(DEFAULTS, 0, 1, 3).leaving(1)));
  }

  @Test
  void forksAgainWhatIsMissingToItsFloorWhateverHappened() {
    Advice advice = spamd.advise(Sight.of(DEFAULTS, 0, 0, 0).withoutReport());
    assertEquals(2, advice.start(), "max-spare is above min");
    assertEquals(SpawnReason.MINIMUM, advice.reason());
  }
}
