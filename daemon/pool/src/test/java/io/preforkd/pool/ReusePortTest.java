package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReusePortTest {
  private static final int ONE_MINUTE = 60_000;

  private final Stage stage = Stage.ready(specs().start(3).spare(1, 3).max(4));

  private static Specs specs() {
    return Specs.dynamic().dispatch(Dispatch.REUSE_PORT);
  }

  private static Action.Steer accepting(Integer... slots) {
    return new Action.Steer(Set.of(slots), true);
  }

  @Test
  void sendsNobodyToOneWhoDoesNotAcceptYet() {
    Stage opening = new Stage(specs().start(2)).open();
    assertEquals(List.of(new Action.Steer(Set.of(0), false)), opening.told(Action.Steer.class));
    assertEquals(List.of(accepting(1)), opening.idle(1).told(Action.Steer.class));
    assertEquals(List.of(accepting(0, 1)), opening.idle(0).told(Action.Steer.class));
    assertEquals(List.of(), opening.busy(0).told(Action.Steer.class), "it accepts");
  }

  @Test
  void steersAwayAndTellsToLeaveWhenNobodyHasWaitedForAWhile() {
    stage.recycled(1);
    assertEquals(accepting(0, 2), stage.told().get(0));
    assertEquals(SlotState.DRAINING, stage.state(1));
    assertEquals(List.of(), stage.drained());
    findsTheQueue(1, 5, 11);
    findsTheQueue(1, 1, 1);
    assertEquals(List.of(), findsTheQueue(1, 0, 11).drained());
    assertEquals(List.of(1), findsTheQueue(1, 0, 1).drained());
  }

  /** So many looks. */
  private Stage findsTheQueue(int slot, int waiting, int looks) {
    for (int i = 0; i < looks; i++) {
      assertEquals(1, stage.after(5).told(Action.MeasureSlot.class).size());
      stage.queued(slot, waiting);
    }
    return stage;
  }

  @Test
  void tellsToLeaveInTheEndThoughClientsWait() {
    stage.recycled(1);
    for (int i = 0; i < 150; i++) {
      stage.after(5).queued(1, 3);
    }
    assertEquals(List.of(), stage.drained());
    assertEquals(List.of(1), stage.after(300).drained());
    stage.exited(1).queued(1, 3);
    assertEquals(SlotState.STARTING, stage.state(1), "for them");
  }

  @Test
  void tellsWhoIsAboutToLeaveAtOnceWhenThePoolDoes() {
    stage.recycled(1).retire(0);
    assertEquals(Set.of(0, 1, 2), Set.copyOf(stage.drained()));
  }

  @Test
  void prefersWhoIsAboutToLeaveToNobody() {
    Stage only = Stage.ready(specs().start(1).spare(1, 1).max(2)).recycled(0);
    assertEquals(List.of(), only.told(Action.Steer.class));
    assertEquals(List.of(accepting(1)), only.idle(1).told(Action.Steer.class));
  }

  @Test
  void sparesOneThatHoldsTheSameConnectionForLong() {
    stage.busy(1);
    assertEquals(List.of(), stage.after(80).told(Action.Steer.class));
    assertEquals(1, stage.after(200).told(Action.Inspect.class).size());
    stage.heldFor(1, 20);
    assertEquals(List.of(accepting(0, 1, 2)), stage.told(Action.Steer.class), "a later one");
    stage.after(400).heldFor(1, 420);
    assertEquals(List.of(accepting(0, 1, 2)), stage.idle(1, 9).told(Action.Steer.class));
  }

  @Test
  void sparesNobodyIfAllAreBusyForLong() {
    stage.busy(0).busy(1).busy(2).after(80);
    assertEquals(List.of(), stage.after(ONE_MINUTE).heldFor(0, 50_000).told(Action.Steer.class));
  }

  @Test
  void startsSomebodyWhereClientsWaitInVain() {
    stage.killedFromOutside(2);
    stage.after(ONE_MINUTE);
    assertEquals(SlotState.VACANT, stage.state(2), "two are enough");
    Action.Spawn spawn = stage.queued(2, 1).told(Action.Spawn.class).get(0);
    assertEquals(2, spawn.slot());
    assertEquals(SpawnReason.STRANDED, spawn.reason());
  }

  @Test
  void startsTheFirstOnDemandWhereClientsWait() {
    Stage onDemand = new Stage(Specs.onDemand().max(4).dispatch(Dispatch.REUSE_PORT)).open();
    assertEquals(1, onDemand.queued(2, 1).spawned());
    assertEquals(SlotState.STARTING, onDemand.state(2));
    assertEquals(List.of(new Action.Steer(Set.of(2), false)), onDemand.told(Action.Steer.class));
  }

  @Test
  void makesRoomForThoseWhoAreStranded() {
    Stage full = Stage.ready(specs().start(3).max(3)).queued(5, 1);
    assertEquals(List.of(2), full.after(2000).drained(), "one at a time");
    assertEquals(5, full.exited(2).told(Action.Spawn.class).get(0).slot());
  }

  @Test
  void makesRoomThoughSomebodyTakesHisTimeToLeave() {
    Stage full = Stage.ready(specs().start(3).max(3)).busy(1).recycled(1).counted(1, 2);
    assertEquals(SlotState.DRAINING, full.state(1));
    full.queued(5, 1);
    assertEquals(SlotState.DRAINING, full.state(2), "which is idle");
  }

  @Test
  void replacesOnlyTheOneWhoLetsClientsWait() {
    for (int round = 0; round < 600; round++) {
      stage.after(20).backlog(1).queued(1, 1);
    }
    assertTrue(stage.state(1) != SlotState.IDLE);
    assertEquals(SlotState.IDLE, stage.state(0));
    assertEquals(SlotState.IDLE, stage.state(2));
  }

  @Test
  void tellsTheNextProgramAnew() {
    assertEquals(List.of(accepting(0, 1, 2)), stage.pause().resume().told(Action.Steer.class));
  }
}
