package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ManyConnectionsTest {
  private static final int PLACES = 10;

  private static Specs specs() {
    return Specs.dynamic().dispatch(Dispatch.LEAST_BUSY).concurrency(PLACES).max(8);
  }

  private static Stage ready(Specs specs) {
    return new Stage(specs).open().manyStart();
  }

  /** One connection for each of these slots, one after the other. */
  private static Stage take(Stage stage, int... slots) {
    for (int slot : slots) {
      assertEquals(List.of(slot), stage.pending(0).ordered());
      stage.opened(slot, stage.pool.scoreboard().slot(slot).opened() + 1);
    }
    return stage;
  }

  private static Action.Order order(Stage stage) {
    return stage.told(Action.Order.class).get(0);
  }

  @Test
  void ordersTheChildWithTheFewestConnectionsAndOfSeveralTheLowest() {
    Stage stage = ready(specs().start(3).spare(0, 30));
    take(stage, 0, 1, 2, 0, 1, 2);
    stage.closed(1, 1);
    take(stage, 1, 0);
  }

  @Test
  void anOrderEvensOutWhatOthersHaveAhead() {
    Stage stage = ready(specs().start(2).spare(0, 30));
    take(stage, 0, 1, 0, 1, 0, 1);
    stage.closed(1, 3);
    assertEquals(4, order(stage.pending(0)).count(), "one more than the other");
    assertEquals(1, order(stage).slot());
  }

  @Test
  void lowestIdleFillsOneAfterTheOther() {
    Stage stage = ready(specs().dispatch(Dispatch.LOWEST_IDLE).start(2).spare(0, 30));
    assertEquals(PLACES, order(stage.pending(0)).count());
    stage.opened(0, PLACES - 1);
    assertEquals(1, order(stage.pending(0)).count());
    stage.opened(0, PLACES);
    assertEquals(1, order(stage.pending(0)).slot());
  }

  @Test
  void nobodyIsOrderedToAcceptByItself() {
    Stage stage = ready(specs().start(1).spare(0, 30));
    assertEquals(false, order(stage.pending(0)).selfAccept());
  }

  @Test
  void countsSparesInPlaces() {
    Stage stage = ready(specs().start(1).spare(2, 4));
    assertEquals(0, stage.after(2000).spawned(), "ten places are spare");
    stage.pending(0);
    assertEquals(0, stage.opened(0, PLACES - 2).spawned());
    assertEquals(1, stage.pending(0).spawned(), "one place is left");
  }

  @Test
  void anOrderThatIsOutLeavesTheOtherPlacesSpareUntilItIsLate() {
    Stage stage = ready(specs().dispatch(Dispatch.PASS).start(1).spare(2, 4));
    assertEquals(0, stage.pending(0).spawned());
    assertEquals(1, stage.after(20).spawned(), "the child may hang");
  }

  @Test
  void theChildWithTheFewestConnectionsLeavesAndGetsTheTimeThatTheyNeed() {
    Stage stage = ready(specs().start(3).spare(0, 15).min(1).shrinkAfter(500));
    take(stage, 0, 1, 2, 0, 1);
    assertEquals(List.of(2), stage.after(500).drained());
    stage.after(100_000);
    assertEquals(SlotState.DRAINING, stage.state(2));
    stage.closed(2, 1).after(30_000);
    assertEquals(SlotState.KILLED, stage.state(2), "from its last connection on it has no reason");
  }

  @Test
  void believesNoMoreConnectionsThanItMayHold() {
    Stage stage = ready(specs().start(1).spare(0, 30));
    stage.pending(0);
    stage.opened(0, PLACES + 1);
    assertEquals(EndReason.PROTOCOL, stage.told(Action.Kill.class).get(0).reason());
  }

  @Test
  void noWordOutOfTurnIsBelieved() {
    for (int i = 0; i < 4; i++) {
      Stage stage = ready(specs().start(1).spare(0, 30));
      switch (i) {
        case 0 -> stage.opened(0, 1);
        case 1 -> stage.closed(0, 1);
        case 2 -> stage.idle(0);
        default -> stage.busy(0);
      }
      assertEquals(1, stage.told(Action.Kill.class).size(), "word " + i);
    }
  }

  @Test
  void noConnectionTimeoutEndsItSinceNobodyKnowsOneFromAnother() {
    Stage stage = ready(specs().start(1).spare(0, 30).connection(100, 200));
    take(stage, 0);
    assertEquals(List.of(), stage.after(10_000).told(Action.Inspect.class));
    assertEquals(SlotState.BUSY, stage.state(0));
  }

  @Test
  void restsAfterAFailedAcceptAndServesOn() {
    Stage stage = ready(specs().start(1).spare(0, 30));
    take(stage, 0);
    stage.pending(0);
    stage.acceptFailed(0);
    assertEquals(SlotState.BUSY, stage.state(0));
    assertEquals(List.of(), stage.pending(0).ordered());
    stage.after(100);
    assertEquals(List.of(0), stage.pending(0).ordered());
  }

  @Test
  void isRecycledWithConnectionsInHand() {
    Stage stage = ready(specs().start(2).spare(0, 30).limits(2, 0));
    take(stage, 0, 1, 0);
    assertEquals(List.of(0), stage.drained());
    assertEquals(SlotState.DRAINING, stage.after(60_000).closed(0, 1).state(0));
  }

  @Test
  void answersACallBackByItsCount() {
    Stage stage = ready(specs().start(1).spare(0, 30));
    take(stage, 0);
    assertEquals(1, stage.pause().told(Action.Free.class).size());
    stage.resume();
    int nonce = stage.told(Action.CallBack.class).get(0).nonce();
    stage.opened(0, 5).pong(0, nonce);
    assertEquals(List.of(0), stage.pending(0).ordered());
    assertEquals(5, stage.pool.scoreboard().slot(0).open());
  }

  @Test
  void isEndedIfItDoesNotAnswerTheCallBackThoughItIsBusy() {
    Stage stage = ready(specs().start(1).spare(0, 30));
    take(stage, 0);
    stage.pause();
    stage.resume();
    assertTrue(stage.after(5000).told(Action.Kill.class).size() > 0);
  }
}
