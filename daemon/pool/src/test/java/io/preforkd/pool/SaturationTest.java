package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SaturationTest {
  private final Stage stage = Stage.held(Specs.fixed(2)).after(100);

  @Test
  void isToldOncePerEpisode() {
    assertEquals(
        List.of(new Action.Saturated(3, Bound.MAX)), stage.backlog(3).told(Action.Saturated.class));
    assertTrue(stage.after(100).backlog(5).told(Action.Saturated.class).isEmpty());
    assertTrue(stage.pool.status().saturated());
  }

  @Test
  void countsItsTime() {
    stage.backlog(3).after(100).backlog(3).after(100).backlog(3);
    assertEquals(200 * Specs.MS, stage.pool.status().saturatedNanos());
  }

  @Test
  void isOverAfterASecondWithoutIt() {
    stage.backlog(3).after(100).backlog(3).after(50).backlog(0);
    assertTrue(stage.after(949).told(Action.Relieved.class).isEmpty());
    assertEquals(
        List.of(new Action.Relieved(100 * Specs.MS)), stage.after(1).told(Action.Relieved.class));
    assertFalse(stage.pool.status().saturated());
  }

  @Test
  void beginsAnewAfterItsEnd() {
    stage.backlog(3).after(50).backlog(0).after(1000);
    assertEquals(1, stage.pending(0).backlog(1).told(Action.Saturated.class).size());
  }

  @Test
  void isNotSeenWhileThePoolCanGrow() {
    Stage roomy = Stage.held(Specs.dynamic().max(20)).after(100);
    assertTrue(roomy.backlog(3).told(Action.Saturated.class).isEmpty());
  }

  @Test
  void namesTheCapOverAllPoolsIfThatStandsInTheWay() {
    Stage capped = new Stage(Specs.dynamic().start(1), new Spares(), new Quota(1)).open();
    capped.idle(0).pending(0).busy(0).after(100);
    assertEquals(
        List.of(new Action.Saturated(2, Bound.MAX_CHILDREN)),
        capped.backlog(2).told(Action.Saturated.class));
  }
}
