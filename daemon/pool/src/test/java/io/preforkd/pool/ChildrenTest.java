package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildrenTest {
  private final Stage stage = Stage.ready(Specs.dynamic().min(1).start(2).spare(0, 4));

  @Test
  void replacesAChildThatDies() {
    Stage two = Stage.ready(Specs.fixed(2));
    assertEquals(1, two.killedFromOutside(0).spawned());
    assertEquals(3, two.generation(0));
  }

  @Test
  void tellsWhatAChildWasWhenItWasReaped() {
    stage.pending(0).busy(0).after(700);
    assertEquals(
        List.of(new Action.Gone(0, 1, SlotState.BUSY, null, 700 * Specs.MS, true)),
        stage.exited(0).told(Action.Gone.class));
  }

  @Test
  void ignoresTheWordsOfAnOldIncarnation() {
    Stage two = Stage.ready(Specs.fixed(2)).killedFromOutside(0);
    two.pool.childIdle(two.now(), 0, 1, 0);
    two.pool.childExited(two.now(), 0, 1, Blame.CHILD);
    assertEquals(SlotState.STARTING, two.state(0));
  }

  @Test
  void killsAChildThatDoesNotStartInTime() {
    Stage one = new Stage(Specs.dynamic().start(1).startTimeout(3000)).open();
    assertEquals(SlotState.STARTING, one.after(2999).state(0));
    assertEquals(EndReason.START_TIMEOUT, one.after(1).told(Action.Kill.class).get(0).reason());
  }

  @Test
  void givesAChildThatAsksForItMoreTimeToStart() {
    Stage one = new Stage(Specs.dynamic().start(1).startTimeout(3000)).open().after(2000);
    one.pool.childExtends(one.now(), 0, 1, 5000 * Specs.MS);
    assertEquals(SlotState.STARTING, one.after(4999).state(0));
    assertEquals(SlotState.KILLED, one.after(1).state(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"idle", "busy", "accept failed", "garbage"})
  void killsAnIdleChildThatSaysWhatItMayNot(String word) {
    switch (word) {
      case "idle" -> stage.idle(0);
      case "busy" -> stage.busy(0);
      case "accept failed" -> stage.acceptFailed(0);
      default -> stage.failed(0);
    }
    assertEquals(EndReason.PROTOCOL, stage.told(Action.Kill.class).get(0).reason());
  }

  @Test
  void letsABusyChildSayThatItAcceptedAnotherOneItself() {
    stage.pending(0).busy(0).busy(0);
    assertEquals(SlotState.BUSY, stage.state(0));
  }

  @Test
  void toleratesBusyFromAChildThatIsLeaving() {
    stage.pending(0).leaving(0).busy(0);
    assertEquals(SlotState.DRAINING, stage.state(0));
    assertTrue(stage.told(Action.Kill.class).isEmpty());
  }

  @Test
  void waitsASecondForTheExitOfAChildThatClosedItsChannel() {
    assertTrue(stage.channelClosed(0).after(999).told(Action.Kill.class).isEmpty());
    assertEquals(
        List.of(new Action.Kill(0, 1, false, EndReason.CHANNEL_CLOSED)),
        stage.after(1).told(Action.Kill.class));
  }

  @Test
  void sendsTermAndThenKillToAChildThatIgnoresItsDrain() {
    stage.leaving(0);
    List<Action.Kill> kills = stage.after(5000).told(Action.Kill.class);
    assertEquals(List.of(true, false), kills.stream().map(Action.Kill::politely).toList());
  }

  @Test
  void repeatsAKillThatEndsNobodyEverMoreSeldom() {
    stage.failed(0);
    assertEquals(0, stage.after(999).told(Action.Kill.class).size());
    assertEquals(1, stage.after(1).told(Action.Kill.class).size());
    assertEquals(1, stage.after(2000).told(Action.Kill.class).size());
    assertEquals(4, stage.after(4000 + 8000 + 16_000 + 32_000).told(Action.Kill.class).size());
    assertEquals(10, stage.after(10 * 60_000).told(Action.Kill.class).size());
    assertEquals(SlotState.KILLED, stage.state(0), "only the reaped process makes it vacant");
    assertTrue(stage.exited(0).after(60_000).told(Action.Kill.class).isEmpty());
  }

  @Test
  void shrinksFromTheHighestIdleNumberAndSparesWhoIsBusy() {
    Stage wide = Stage.ready(Specs.dynamic().start(6).spare(0, 1));
    for (int i = 0; i < 6; i++) {
      wide.pending(0).busy(i);
    }
    wide.idle(1).idle(2).idle(3).idle(4);
    assertEquals(List.of(4, 3, 2), wide.after(2000).drained());
    assertEquals(SlotState.BUSY, wide.state(5));
  }

  @Test
  void slowsTheSpawningDownWhenChildrenCannotStart() {
    Stage two = new Stage(Specs.fixed(2)).open().exited(0);
    assertEquals(
        List.of(new Action.Throttled(1, 100 * Specs.MS)), two.told(Action.Throttled.class));
    assertEquals(0, two.exited(1).spawned());
    assertEquals(1, two.after(100).spawned());
    assertEquals(1, two.idle(0).spawned(), "the first idle ends the trial");
    assertEquals(0, two.exited(1).spawned(), "and not the pause");
    assertEquals(
        List.of(new Action.Throttled(3, 200 * Specs.MS)), two.told(Action.Throttled.class));
  }

  @Test
  void triesAnotherChildWhenTheOneOnTrialOutlivesItsKill() {
    Stage two = new Stage(Specs.fixed(2).startTimeout(3000)).open().exited(0).exited(1);
    assertEquals(1, two.after(100).spawned());
    assertEquals(0, two.failed(0).after(999).spawned());
    assertEquals(1, two.after(1).spawned());
  }

  @Test
  void isNotPutOffByTheGarbageOfAChildThatOutlivesItsKill() {
    assertEquals(0, stage.failed(0).after(900).failed(0).told(Action.Kill.class).size());
    assertEquals(1, stage.after(100).told(Action.Kill.class).size());
  }
}
