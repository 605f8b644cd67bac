package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecyclingTest {
  private static final long NEVER = 0;

  @Test
  void replacesAChildThatHasServedItsConnections() {
    Stage stage = Stage.held(Specs.fixed(2).limits(3, NEVER));
    assertEquals(List.of(), stage.idle(0, 2).drained());
    stage.pending(0).busy(0);
    stage.idle(0, 3);
    assertEquals(
        List.of(new Action.Drain(0, 1, EndReason.RECYCLE)), stage.told(Action.Drain.class));
    assertEquals(1, stage.exited(0).spawned());
  }

  @Test
  void replacesAnOldChildThoughNothingHappens() {
    Stage stage = Stage.ready(Specs.fixed(1).limits(NEVER, 5000));
    assertEquals(List.of(), stage.after(4999).drained());
    assertEquals(List.of(0), stage.after(1).drained());
  }

  @Test
  void startsTheReplacementInTheSameEvent() {
    Stage stage = Stage.ready(Specs.dynamic().start(2).spare(2, 4).limits(NEVER, 5000));
    stage.after(5000);
    assertEquals(List.of(0), stage.drained());
    assertEquals(
        List.of(SpawnReason.REPLACEMENT),
        stage.told(Action.Spawn.class).stream().map(Action.Spawn::reason).toList());
  }

  @Test
  void startsNobodyInThePlaceOfOneWhoIsNotNeeded() {
    Stage stage = Stage.ready(Specs.dynamic().start(3).spare(1, 4).limits(NEVER, 5000));
    assertEquals(0, stage.after(5000).spawned());
  }

  @Test
  void letsOneGoAtATimeAndWaitsForHisReplacement() {
    Stage stage = Stage.ready(Specs.fixed(4).limits(NEVER, 5000)).after(5000);
    assertEquals(List.of(0), stage.drained());
    assertEquals(List.of(), stage.exited(0).drained());
    assertEquals(List.of(1), stage.idle(0).drained());
  }

  @Test
  void letsAnEighthOfALargePoolGoAtOnce() {
    Stage stage = Stage.ready(Specs.fixed(24).limits(NEVER, 5000)).after(5000);
    assertEquals(List.of(0, 1, 2), stage.drained());
  }

  @Test
  void waitsForABusyChildToBecomeIdle() {
    Stage stage = Stage.held(Specs.fixed(1).limits(NEVER, 5000)).after(9000).counted(0, 1);
    assertEquals(List.of(), stage.drained());
    assertEquals(List.of(0), stage.idle(0, 1).drained());
  }

  @Test
  void tellsABusyChildThatGoesOnAcceptingByItself() {
    Stage stage = Stage.held(Specs.fixed(1).limits(10, NEVER));
    assertEquals(List.of(), stage.counted(0, 9).drained());
    assertEquals(List.of(0), stage.counted(0, 10).drained());
  }

  @Test
  void givesItsLastConnectionAllTheTimeThatItNeeds() {
    Stage stage = Stage.held(Specs.fixed(1).limits(10, NEVER)).counted(0, 10).after(3_600_000);
    assertTrue(stage.told(Action.Kill.class).isEmpty());
  }

  @Test
  void endsOneThatHasFinishedAndDoesNotLeave() {
    Stage stage = Stage.held(Specs.fixed(1).limits(10, NEVER)).counted(0, 10).idle(0, 11);
    assertTrue(stage.after(3999).told(Action.Kill.class).isEmpty());
    assertEquals(
        new Action.Kill(0, 1, true, EndReason.DRAIN_TIMEOUT),
        stage.after(1).told(Action.Kill.class).get(0));
  }

  @Test
  void keepsEverybodyWhileChildrenFailToStart() {
    Stage stage = Stage.ready(Specs.fixed(2).limits(NEVER, 5000));
    stage.exited(0).exited(0);
    assertEquals(List.of(), stage.after(6000).drained());
  }

  @Test
  void obeysChangedLimitsAtOnce() {
    Stage stage = Stage.held(Specs.fixed(1)).idle(0, 7).after(1000);
    assertEquals(List.of(0), stage.reconfigured(Specs.fixed(1).limits(7, NEVER)).drained());
  }

  @Test
  void keepsEverybodyForTheQueueOfAPoolThatStops() {
    Stage stage = Stage.ready(Specs.fixed(2).limits(NEVER, 30)).stop();
    assertEquals(List.of(), stage.after(40).drained());
  }

  @Test
  void replacesAChildSinceTheOperatorAsks() {
    Stage stage = Stage.ready(Specs.dynamic().start(2).spare(2, 4)).recycled(1);
    assertEquals(
        List.of(new Action.Drain(1, 2, EndReason.RECYCLE_ASKED)), stage.told(Action.Drain.class));
    assertEquals(1, stage.spawned());
  }

  @Test
  void replacesAFewAtATimeThoughTheOperatorAsksForAll() {
    Stage stage = Stage.ready(Specs.fixed(3));
    assertEquals(List.of(0), stage.recycled(0).drained());
    assertEquals(List.of(), stage.recycled(1).drained());
    assertEquals(List.of(), stage.recycled(2).exited(0).drained());
    assertEquals(List.of(1), stage.idle(0).drained());
    stage.exited(1);
    assertEquals(List.of(2), stage.idle(1).drained());
    stage.exited(2);
    assertEquals(List.of(), stage.idle(2).after(60_000).drained());
  }

  @Test
  void tellsSuccessorsOfRecycledChildrenFromOthersThatStart() {
    Stage stage = Stage.ready(Specs.fixed(2)).recycled(0).exited(0);
    assertEquals(1, stage.pool.status().successors());
    stage.idle(0).exited(1).after(200);
    assertEquals(1, stage.pool.status().starting());
    assertEquals(0, stage.pool.status().successors());
  }

  @Test
  void replacesChildrenOfAPoolThatIsHeldBelowItsMin() {
    Stage stage = Stage.ready(Specs.dynamic().min(2).start(2)).scale(new SizeOrder.To(1)).exited(1);
    assertEquals(List.of(0), stage.recycled(0).drained());
    assertEquals(1, stage.spawned());
  }

  @Test
  void replacesChildrenOfAPoolThatIsKeptBelowItsMinByTheOthers() {
    Stage stage = new Stage(Specs.fixed(3), new Spares(), new Quota(2)).open().everybodyStarts();
    assertEquals(List.of(0), stage.recycled(0).drained());
    assertEquals(0, stage.exited(0).everybodyStarts().drained().size());
  }

  @Test
  void replacesChildrenOfAPoolThatMayNotGrowForWantOfMemory() {
    Stage stage = Stage.ready(Specs.dynamic().start(2).min(1));
    stage.pressure(Pressure.SOME).scale(new SizeOrder.To(3));
    assertEquals(List.of(0), stage.recycled(0).drained());
  }

  @Test
  void waitsForABusyChildThatTheOperatorWantsReplaced() {
    Stage stage = Stage.held(Specs.fixed(1)).recycled(0).counted(0, 1);
    assertEquals(List.of(), stage.drained());
    assertEquals(List.of(0), stage.idle(0, 1).drained());
  }

  @Test
  void tellsABusyChildThatIsNeverIdleSinceTheOperatorAsks() {
    Stage stage = Stage.held(Specs.fixed(1));
    assertFalse(stage.pool.needsCounts());
    assertTrue(stage.recycled(0).pool.needsCounts());
    assertEquals(List.of(0), stage.counted(0, 2).drained());
    assertFalse(stage.exited(0).idle(0).pool.needsCounts());
  }

  @Test
  void replacesAStartingChildWhenItHasStarted() {
    Stage stage = new Stage(Specs.fixed(1)).open().recycled(0);
    assertEquals(List.of(), stage.drained());
    assertEquals(List.of(0), stage.idle(0).drained());
    assertEquals(1, stage.exited(0).spawned());
  }

  @Test
  void replacesAChildWhoseAcceptsFailForEver() {
    Stage stage = Stage.ready(Specs.fixed(1)).pending(0);
    for (long rest = 100; rest < 5000; rest *= 2) {
      assertEquals(List.of(), stage.acceptFailed(0).drained());
      assertEquals(List.of(0), stage.after(rest).pending(0).ordered());
    }
    assertEquals(
        List.of(new Action.Drain(0, 1, EndReason.CANNOT_ACCEPT)),
        stage.acceptFailed(0).told(Action.Drain.class));
    assertEquals(1, stage.exited(0).spawned());
  }

  @Test
  void keepsAChildThatHasAcceptedSince() {
    Stage stage = Stage.ready(Specs.fixed(1)).pending(0);
    for (int i = 0; i < 20; i++) {
      stage.acceptFailed(0).after(100).pending(0).busy(0).idle(0, i).pending(0);
    }
    assertEquals(List.of(), stage.acceptFailed(0).drained());
  }

  @Test
  void replacesAnIdleChildThatHasGrown() {
    Stage stage = Stage.held(Specs.fixed(1).memory(100)).idle(0, 1);
    assertEquals(List.of(), stage.measured(0, 100).drained());
    assertEquals(
        List.of(new Action.Drain(0, 1, EndReason.MEMORY)),
        stage.measured(0, 101).told(Action.Drain.class));
  }

  @Test
  void replacesABusyChildThatHasGrownWhenItIsIdle() {
    Stage stage = Stage.held(Specs.fixed(1).memory(100));
    assertEquals(List.of(), stage.measured(0, 101).drained());
    assertEquals(List.of(), stage.counted(0, 1).drained());
    assertEquals(List.of(0), stage.idle(0, 1).drained());
  }

  @Test
  void tellsAGrownChildThatGoesOnAcceptingByItself() {
    Stage stage = Stage.held(Specs.fixed(1).memory(100)).measured(0, 101).counted(0, 2);
    assertEquals(List.of(new Action.Drain(0, 1, EndReason.MEMORY)), stage.told(Action.Drain.class));
  }

  @Test
  void keepsALargeChildThatHasServedNobody() {
    Stage stage = Stage.ready(Specs.fixed(1).memory(100));
    assertEquals(List.of(), stage.measured(0, 101).after(60_000).drained());
  }

  @Test
  void keepsAChildThatHasBecomeSmallAgainBeforeItsTurn() {
    Stage stage = Stage.held(Specs.fixed(2).memory(100)).idle(0, 1).idle(1, 1);
    assertEquals(List.of(0), stage.measured(0, 101).drained());
    stage.measured(1, 101).measured(1, 99).exited(0);
    assertEquals(List.of(), stage.idle(0).drained());
  }

  @Test
  void takesNothingOverFromTheChildBefore() {
    Stage stage = Stage.held(Specs.fixed(1).memory(100)).idle(0, 1).measured(0, 101).exited(0);
    stage.idle(0).pending(0).busy(0);
    assertEquals(List.of(), stage.idle(0, 1).drained());
  }
}
