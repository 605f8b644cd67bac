package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** While memory is short a pool does not grow, and gives back what it can. */
class MemoryTest {
  private static final long CALM_MS = Memory.CALM / Specs.MS;

  @Test
  void doesNotGrowAboveTheMinimum() {
    Stage stage = Stage.held(Specs.dynamic().min(1).start(2)).pressure(Pressure.SOME);
    assertEquals(0, stage.backlog(5).spawned());
    assertEquals(
        List.of(new Action.Saturated(5, Bound.MEMORY)), stage.told(Action.Saturated.class));
  }

  @Test
  void keepsTheMinimumAndNeverLessThanOne() {
    Stage stage = Stage.ready(Specs.fixed(2)).pressure(Pressure.FULL);
    assertTrue(stage.drained().isEmpty());
    assertEquals(1, stage.killedFromOutside(0).spawned());
    Stage onDemand = new Stage(Specs.onDemand()).open().pressure(Pressure.FULL);
    assertEquals(1, onDemand.backlog(0).pending(0).spawned());
    assertEquals(0, onDemand.after(10).backlog(3).spawned());
  }

  @Test
  void drainsIdleChildrenFromTheHighestIfItIsVeryShort() {
    Stage stage = Stage.ready(Specs.dynamic().min(1).start(4));
    assertTrue(stage.pressure(Pressure.SOME).drained().isEmpty());
    assertEquals(List.of(3, 2, 1), stage.pressure(Pressure.FULL).drained());
    assertEquals(EndReason.PRESSURE, stage.told(Action.Drain.class).get(0).reason());
  }

  @Test
  void sparesWhoIsBusyUntilHeIsIdle() {
    Stage stage = Stage.held(Specs.dynamic().min(1).start(2)).pressure(Pressure.FULL);
    assertTrue(stage.drained().isEmpty());
    assertEquals(List.of(1), stage.idle(1).drained());
  }

  @Test
  void growsAgainWhenItHasBeenCalmForAWhile() {
    Stage stage = Stage.ready(Specs.dynamic().min(1).start(2)).pressure(Pressure.FULL).exited(1);
    stage.pressure(Pressure.NONE);
    stage.pending(0).busy(0);
    assertEquals(0, stage.after(CALM_MS - 1).spawned());
    assertEquals(1, stage.after(1000).spawned());
  }

  @Test
  void isToldOnceAnEpisode() {
    Stage stage = Stage.ready(Specs.dynamic());
    assertEquals(1, stage.pressure(Pressure.SOME).told(Action.Pressed.class).size());
    assertEquals(0, stage.after(100).pressure(Pressure.SOME).told(Action.Pressed.class).size());
    assertEquals(1, stage.pressure(Pressure.FULL).told(Action.Pressed.class).size());
    assertEquals(0, stage.pressure(Pressure.SOME).told(Action.Pressed.class).size());
    assertEquals(
        List.of(new Action.Eased((CALM_MS + 100) * Specs.MS)),
        stage.after(CALM_MS).told(Action.Eased.class));
  }
}
