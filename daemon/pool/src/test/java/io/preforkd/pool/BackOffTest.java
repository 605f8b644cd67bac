package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Children that die young of their own slow their pool down; nothing else does. */
class BackOffTest {
  private static final Specs TWO = Specs.fixed(2).settleTime(5000);

  @Test
  void brakesAfterACrashRightAfterTheFirstIdle() {
    Stage stage = Stage.ready(TWO);
    assertEquals(0, stage.exited(0).spawned());
    assertEquals(1, stage.after(100).spawned());
    stage.idle(0);
    assertEquals(0, stage.exited(0).spawned());
    assertEquals(0, stage.after(199).spawned());
    assertEquals(1, stage.after(1).spawned());
  }

  @Test
  void brakesAfterACrashOverTheFirstConnection() {
    Stage stage = Stage.ready(TWO).pending(0).busy(0);
    assertEquals(0, stage.exited(0).spawned());
    assertEquals(1, stage.told(Action.Throttled.class).size());
  }

  @Test
  void doesNotBrakeForAChildThatHasServed() {
    Stage stage = Stage.ready(TWO).pending(0).busy(0).idle(0).pending(0).busy(0);
    assertEquals(1, stage.exited(0).spawned());
  }

  @Test
  void doesNotBrakeForAChildThatHasSettled() {
    assertEquals(1, Stage.ready(TWO).after(5000).exited(0).spawned());
    assertEquals(0, Stage.ready(TWO).after(4999).exited(0).spawned());
  }

  @Test
  void doesNotBrakeForAChildThatSomebodyOutsideKilled() {
    assertEquals(1, Stage.ready(TWO).killedFromOutside(0).spawned());
    assertEquals(1, new Stage(TWO).open().killedFromOutside(0).spawned());
  }

  @Test
  void triesAnotherWhenTheOneOnTrialIsKilledFromOutside() {
    Stage stage = new Stage(Specs.fixed(1)).open().exited(0).after(100);
    assertEquals(1, stage.killedFromOutside(0).spawned());
  }

  @Test
  void brakesForAChildThatBreaksTheProtocolAsSoonAsItIsIdle() {
    Stage stage = Stage.ready(TWO).failed(0);
    assertEquals(0, stage.exited(0).spawned());
  }

  @Test
  void brakesForOneThatLeavesByItselfWithoutWorkOnly() {
    assertEquals(0, Stage.ready(TWO).leaving(0).exited(0).spawned());
    assertEquals(1, Stage.ready(TWO).pending(0).busy(0).leaving(0).exited(0).spawned());
  }

  @Test
  void endsWithTheFirstConnectionServed() {
    Stage stage = Stage.ready(Specs.fixed(3)).exited(0).exited(1);
    assertEquals(1, stage.pool.status().living());
    assertEquals(2, stage.pending(0).busy(2).idle(2).spawned());
    assertEquals(0, stage.pool.status().pauseNanos());
  }

  @Test
  void endsWhenOneHasLivedLongEnough() {
    Stage stage = Stage.ready(TWO).exited(0).after(100).idle(0);
    assertTrue(stage.pool.status().pauseNanos() > 0);
    stage.after(4900);
    assertEquals(0, stage.pool.status().pauseNanos());
  }

  @Test
  void doesNotEndSinceAnOldChildServes() {
    Stage stage = Stage.ready(TWO).after(6000).pending(0).busy(0).idle(0);
    stage.killedFromOutside(1).exited(1);
    assertEquals(0, stage.pending(0).busy(0).idle(0).spawned());
    assertTrue(stage.pool.status().pauseNanos() > 0);
  }

  @Test
  void isDegradedAfterSoManyFailuresInARowUntilOneServes() {
    Stage stage = new Stage(Specs.fixed(1).giveUp(3, 10_000)).open();
    assertTrue(stage.exited(0).told(Action.Degraded.class).isEmpty());
    stage.after(100).exited(0).after(200);
    assertEquals(List.of(new Action.Degraded(3)), stage.exited(0).told(Action.Degraded.class));
    stage.after(400);
    assertTrue(stage.exited(0).told(Action.Degraded.class).isEmpty(), "once");
    stage.after(800).idle(0).pending(0).busy(0);
    assertEquals(
        List.of(new Action.Recovered(1200 * Specs.MS)), stage.idle(0).told(Action.Recovered.class));
    assertFalse(stage.pool.status().degraded());
  }

  @Test
  void isNotDegradedByFailuresThatAreFarApart() {
    Stage stage = new Stage(Specs.fixed(1).giveUp(3, 250)).open();
    stage.exited(0).after(100).exited(0).after(200).exited(0);
    assertFalse(stage.pool.status().degraded());
  }

  @Test
  void forgetsInTheTimeOfATrialWhenNobodyNewIsNeeded() {
    Stage stage = new Stage(Specs.onDemand()).open().pending(0).backlog(1).exited(0).backlog(0);
    stage.after(100);
    assertTrue(stage.pool.status().pauseNanos() > 0);
    stage.after(10_000);
    assertEquals(0, stage.pool.status().pauseNanos());
  }
}
