package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClosingTest {
  @Test
  void shutsEveryListenerAndLooksAtItsQueue() {
    Stage stage = Stage.ready(Specs.dynamic().listeners(2)).stop();
    assertEquals(2, stage.told(Action.Shut.class).size());
    assertEquals(2, stage.told(Action.Measure.class).size());
    assertTrue(stage.drained().isEmpty());
  }

  @Test
  void servesWhatWasQueuedFirst() {
    Stage stage = Stage.ready(Specs.dynamic()).stop();
    assertEquals(List.of(0), stage.backlog(2).ordered());
    assertEquals(List.of(1), stage.busy(0).ordered());
    assertTrue(stage.busy(1).told(Action.Close.class).isEmpty());
  }

  @Test
  void servesTheQueuesOfAllListenersInTurn() {
    Stage stage = Stage.held(Specs.fixed(1).listeners(2)).stop().backlog(0, 9).backlog(1, 9);
    List<Integer> served = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      stage.idle(0);
      served.add(stage.told(Action.Order.class).get(0).listener());
      stage.busy(0);
    }
    assertEquals(List.of(1, 0, 1, 0), served);
  }

  @Test
  void startsChildrenForTheQueueAndNoSpares() {
    Stage stage = Stage.held(Specs.dynamic().start(1).spare(0, 4)).stop();
    assertEquals(3, stage.backlog(3).spawned());
    assertEquals(0, stage.everybodyStarts().spawned());
  }

  @Test
  void leavesWhenTheQueuesHaveBeenQuietForOneHandshake() {
    Stage stage = Stage.ready(Specs.dynamic()).stop();
    quiet(stage, 45);
    assertTrue(stage.backlog(0).told(Action.Close.class).isEmpty());
    quiet(stage, 15);
    assertTrue(leaving(stage));
  }

  @Test
  void countsTheQuietAnewWhenSomebodyComes() {
    Stage stage = Stage.ready(Specs.dynamic()).stop();
    quiet(stage, 40);
    stage.backlog(1).busy(0);
    quiet(stage, 45);
    assertFalse(leaving(stage));
  }

  @Test
  void staysWhileAPassedConnectionMayComeBack() {
    Stage stage = Stage.ready(Specs.fixed(2).dispatch(Dispatch.PASS)).pending(0).stop();
    quiet(stage, 200);
    assertFalse(leaving(stage));
    stage.exited(0);
    assertEquals(List.of(1), stage.handedBack(0).ordered());
    stage.busy(1);
    quiet(stage, 60);
    assertTrue(leaving(stage));
  }

  @Test
  void doesNotTakeAStallForQuiet() {
    Stage stage = Stage.ready(Specs.dynamic()).stop().backlog(0).stalled(60);
    assertTrue(stage.told(Action.Close.class).isEmpty());
    assertEquals(List.of(0), stage.backlog(1).ordered());
  }

  @Test
  void waitsForEveryListenersQuiet() {
    Stage stage = Stage.ready(Specs.dynamic().listeners(2)).stop();
    for (int i = 0; i < 20; i++) {
      stage.after(5).backlog(0, 0);
    }
    assertFalse(leaving(stage));
  }

  @Test
  void leavesAtTheTimeLimitThoughSomebodyWaits() {
    Stage stage = Stage.held(Specs.fixed(1).stopTimeout(8000)).stop().backlog(1).after(7999);
    assertFalse(leaving(stage));
    stage.after(1);
    assertTrue(leaving(stage));
    stage.after(1);
    assertEquals(SlotState.KILLED, stage.state(0));
  }

  @Test
  void endsThoseWhoDoNotLeaveByTermAndThenKill() {
    Stage stage = Stage.held(Specs.fixed(1).stopTimeout(8000)).stop();
    quiet(stage, 60);
    List<Action.Kill> kills = stage.after(9_000).told(Action.Kill.class);
    assertEquals(List.of(true, false), kills.stream().map(Action.Kill::politely).toList());
    assertEquals(EndReason.STOP_TIMEOUT, kills.get(0).reason());
  }

  @Test
  void isOverWhenTheLastChildHasGone() {
    Stage stage = Stage.ready(Specs.dynamic().start(2)).stop();
    quiet(stage, 60);
    assertTrue(stage.exited(0).told(Action.Stopped.class).isEmpty());
    assertEquals(1, stage.exited(1).told(Action.Stopped.class).size());
    assertTrue(stage.stop().told(Action.Stopped.class).isEmpty());
  }

  @Test
  void endsAPoolWithoutChildren() {
    Stage stage = new Stage(Specs.onDemand()).open().stop();
    quiet(stage, 60);
    assertEquals(1, stage.told(Action.Stopped.class).size());
  }

  @Test
  void endsEverybodyAtOnceWhenToldASecondTime() {
    Stage stage = Stage.held(Specs.dynamic().listeners(2)).stop().stop();
    Set<Integer> killed = new TreeSet<>();
    for (Action.Kill kill : stage.told(Action.Kill.class)) {
      assertFalse(kill.politely());
      killed.add(kill.slot());
    }
    assertEquals(stage.pool.scoreboard().living(), killed.size());
    assertEquals(2, stage.told(Action.Close.class).size());
  }

  /** The kernel answers each look by an empty queue. */
  private static void quiet(Stage stage, long ms) {
    for (int i = 0; i < ms / 5 && !leaving(stage); i++) {
      stage.after(5).backlog(0);
    }
  }

  private static boolean leaving(Stage stage) {
    return !stage.told(Action.Close.class).isEmpty();
  }

  @Test
  void leavesAChildBehindThatNoKillEnds() {
    Stage stage = Stage.ready(Specs.fixed(2)).stop().stop().exited(1);
    assertTrue(stage.after(6999).told(Action.Stopped.class).isEmpty());
    assertEquals(
        List.of(new Action.LeftBehind(0, 1)), stage.after(1).told(Action.LeftBehind.class));
    assertEquals(1, stage.told(Action.Stopped.class).size());
    assertEquals(SlotState.KILLED, stage.state(0));
    assertTrue(stage.exited(0).told(Action.Stopped.class).isEmpty(), "the end is told once");
  }

  @Test
  void doesNotWaitAgainForAChildThatNoKillHasEnded() {
    Stage stage = Stage.ready(Specs.fixed(1)).failed(0).after(10_000).stop().stop();
    assertEquals(1, stage.told(Action.LeftBehind.class).size());
    assertEquals(1, stage.told(Action.Stopped.class).size());
  }

  @Test
  void cannotBePutOffByAskingForTheEndAgain() {
    Stage stage = Stage.ready(Specs.fixed(1)).stop().stop();
    for (int i = 0; i < 6; i++) {
      stage.after(999).stop();
    }
    assertEquals(1, stage.after(1006).told(Action.Stopped.class).size());
  }
}
