package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedTest {
  private static final int ONE_MINUTE = 60_000;
  private static final int LONG_ENOUGH_FOR_REST = 5000;

  private final Stage stage = Stage.ready(shared().start(2).spare(1, 2).max(4));

  private static Specs shared() {
    return Specs.dynamic().dispatch(Dispatch.SHARED);
  }

  @Test
  void letsEachChildAcceptByItselfOnceItIsIdle() {
    Stage opening = new Stage(shared().start(2)).open();
    assertEquals(List.of(), opening.told(Action.Free.class));
    assertEquals(0, opening.idle(0).told(Action.Free.class).get(0).slot());
    assertEquals(1, opening.idle(1).told(Action.Free.class).get(0).slot());
  }

  @Test
  void ordersNobody() {
    assertEquals(List.of(), stage.pending(0).ordered());
    assertEquals(List.of(), stage.after(1000).ordered());
  }

  @Test
  void looksAtTheRecordsWhenSomebodyHasCome() {
    stage.after(LONG_ENOUGH_FOR_REST);
    assertEquals(0, stage.after(ONE_MINUTE).told(Action.Look.class).size(), "nothing happens");
    stage.pending(0);
    assertEquals(1, stage.after(20).told(Action.Look.class).size());
  }

  @Test
  void looksEverMoreSeldomWhileNothingChanges() {
    stage.after(LONG_ENOUGH_FOR_REST).pending(0).after(20).busy(0);
    assertTrue(stage.after(1000).told(Action.Look.class).size() <= 6);
    assertTrue(stage.after(ONE_MINUTE).told(Action.Look.class).size() >= 45, "it is busy");
    stage.idle(0, 1).after(LONG_ENOUGH_FOR_REST);
    assertEquals(0, stage.after(ONE_MINUTE).told(Action.Look.class).size());
  }

  @Test
  void watchesAtRestAndNotForEachConnection() {
    assertEquals(List.of(), stage.pending(0).watched());
    assertEquals(List.of(), stage.after(60).watched());
    assertEquals(List.of(0), stage.after(500).watched());
  }

  @Test
  void growsByWhatIsBusyAndByWhatWaits() {
    assertEquals(0, stage.busy(0).spawned());
    assertEquals(1, stage.busy(1).spawned(), "a spare");
    assertEquals(1, stage.backlog(5).spawned(), "max");
  }

  @Test
  void takesTheSurplusOfTheHighest() {
    stage.scale(new SizeOrder.To(4)).everybodyStarts().scale(new SizeOrder.Auto());
    assertEquals(List.of(3, 2), stage.after(ONE_MINUTE).drained());
  }

  @Test
  void mayBeIdleTwiceAndBusyUnasked() {
    stage.busy(0).busy(0).idle(0, 2).idle(0, 3);
    assertEquals(SlotState.IDLE, stage.state(0));
    assertEquals(3, stage.pool.scoreboard().slot(0).connections());
  }

  @Test
  void isToldOfARecordThatTellsNews() {
    Slot slot = stage.pool.scoreboard().slot(0);
    long generation = slot.generation();
    assertEquals(Optional.empty(), slot.news(0, false));
    assertEquals(Optional.of(new Event.ChildBusy(0, generation)), slot.news(1, true));
    assertEquals(Optional.of(new Event.ChildIdle(0, generation, 1)), slot.news(1, false));
    stage.busy(0);
    assertEquals(Optional.empty(), slot.news(1, true));
    assertEquals(Optional.of(new Event.ChildIdle(0, generation, 1)), slot.news(1, false));
    stage.recycled(0).counted(0, 5);
    assertEquals(SlotState.DRAINING, slot.state());
    assertEquals(Optional.of(new Event.ChildIdle(0, generation, 5)), slot.news(5, false));
    stage.exited(0);
    assertEquals(Optional.empty(), slot.news(5, true));
  }

  @Test
  void replacesWhoTakesNobodyThoughHeIsIdle() {
    assertEquals(List.of(), waitInVain(249).drained());
    assertEquals(List.of(0), waitInVain(2).drained());
    assertEquals(EndReason.CANNOT_ACCEPT, stage.told(Action.Drain.class).get(0).reason());
  }

  @Test
  void leavesAloneWhoHasAcceptedMeanwhile() {
    waitInVain(200).idle(0, 1).idle(1, 1);
    assertEquals(List.of(), waitInVain(200).drained());
  }

  /** Somebody waits, and is found to in each of so many rounds. */
  private Stage waitInVain(int rounds) {
    for (int i = 0; i < rounds && stage.drained().isEmpty(); i++) {
      stage.backlog(1).after(20);
    }
    return stage;
  }

  @Test
  void hasProvedItselfByWhatItHasServedUnseen() {
    stage.idle(0, 7);
    assertEquals(0, stage.exited(0).told(Action.Throttled.class).size());
  }

  @Test
  void recyclesByTheRecord() {
    Stage limited = Stage.ready(shared().start(2).spare(1, 2).limits(10, 0));
    assertEquals(List.of(), limited.idle(0, 9).drained());
    assertEquals(List.of(0), limited.idle(0, 12).drained());
  }

  @Test
  void goesOnWhileTheParentIsAway() {
    assertEquals(0, stage.pause().told(Action.Free.class).size());
    assertEquals(0, stage.resume().told(Action.CallBack.class).size());
    assertEquals(1, stage.after(20).told(Action.Look.class).size());
  }

  @Test
  void letsTheChildrenEmptyTheQueueAtTheEnd() {
    stage.stop();
    assertEquals(List.of(), stage.backlog(3).ordered());
    assertEquals(List.of(), stage.after(30).drained());
    for (int looks = 0; looks < Closing.QUIET_LOOKS; looks++) {
      stage.after(5).backlog(0);
    }
    assertEquals(List.of(0, 1), stage.drained());
  }

  @Test
  void keepsItsDispatch() {
    Specs other = Specs.dynamic().start(2).spare(1, 2).max(4);
    assertThrows(IllegalArgumentException.class, () -> stage.reconfigured(other));
  }
}
