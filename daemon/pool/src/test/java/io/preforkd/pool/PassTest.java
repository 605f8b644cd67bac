package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PassTest {
  private final Stage stage =
      Stage.ready(Specs.dynamic().dispatch(Dispatch.PASS).start(2).spare(0, 4));

  @Test
  void givesAConnectionToTheLowestIdleChild() {
    assertEquals(List.of(0), stage.pending(0).ordered());
    assertEquals(List.of(0), stage.watched(), "the next one need not wait for the answer");
    assertEquals(List.of(1), stage.pending(0).ordered());
  }

  @Test
  void whereOneCameOthersAreLookedForAsLongAsSomebodyIsIdle() {
    stage.pending(0);
    assertEquals(List.of(1), stage.accepted(0).ordered());
    assertEquals(List.of(), stage.accepted(0).ordered());
    assertEquals(0, stage.pool.status().waiting(), "nobody was seen");
  }

  @Test
  void aCountThatHasNotRisenIsNoAnswer() {
    Stage many =
        new Stage(Specs.dynamic().dispatch(Dispatch.PASS).concurrency(9)).open().manyStart();
    many.pending(0);
    assertEquals(EndReason.PROTOCOL, many.opened(0, 0).told(Action.Kill.class).get(0).reason());
  }

  @Test
  void whereNobodyCameTheChildIsIdleAsBefore() {
    stage.pending(0);
    stage.nobodyCame(0);
    assertEquals(SlotState.IDLE, stage.state(0));
    assertEquals(List.of(0), stage.pending(0).ordered());
  }

  @Test
  void aParentThatCannotAcceptTriesAgainAfterAWhile() {
    stage.pending(0);
    stage.cannotAccept(0);
    assertEquals(List.of(), stage.pending(0).told(), "the watch fires once more");
    assertEquals(List.of(), stage.after(99).watched());
    assertEquals(List.of(0), stage.after(1).watched());
  }

  @Test
  void whatADeadChildHasNotTakenGoesToTheNextAtOnce() {
    stage.pending(0);
    stage.exited(0);
    assertEquals(List.of(1), stage.handedBack(0).ordered());
    stage.busy(1);
    assertEquals(List.of(), stage.idle(1).ordered(), "once");
  }

  @Test
  void whatComesBackWhileNobodyIsIdleWaitsAndCountsAsWaiting() {
    stage.pending(0);
    stage.busy(0);
    stage.pending(0);
    stage.exited(1);
    stage.handedBack(0);
    assertEquals(1, stage.pool.status().waiting());
    assertEquals(List.of(0), stage.idle(0).ordered());
    assertEquals(0, stage.pool.status().waiting());
  }

  @Test
  void anIdleChildCannotHaveFoundThatNobodyIsThere() {
    stage.pending(0);
    assertEquals(EndReason.PROTOCOL, stage.idle(0).told(Action.Kill.class).get(0).reason());
  }

  @Test
  void aChildThatDoesNotAnswerIsEndedAndOthersServeMeanwhile() {
    stage.pending(0);
    stage.after(20);
    assertEquals(List.of(1), stage.pending(0).ordered());
    assertEquals(
        1, stage.after(5000).told(Action.Kill.class).stream().filter(k -> k.slot() == 0).count());
  }

  @Test
  void nobodyAcceptsInTheParentsPlace() {
    stage.greetedAsFree(0);
    assertEquals(List.of(), stage.pause().told(Action.Free.class));
  }

  @Test
  void aStopWaitsForWhatTheParentHasInHand() {
    stage.pending(0);
    stage.stop();
    stage.exited(0);
    assertEquals(List.of(1), stage.handedBack(0).ordered());
    stage.after(1000);
    assertEquals(List.of(), stage.told(Action.Close.class));
  }

  @Test
  void whatIsInHandIsServedHereThoughAnotherEditionHasTheListener() {
    stage.pending(0);
    stage.exited(0);
    stage.pending(0);
    stage.exited(1);
    stage.handedBack(0);
    stage.retire(0);
    assertEquals(List.of(), stage.told(Action.Close.class), "somebody is started for it");
  }
}
