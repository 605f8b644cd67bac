package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DispatchTest {
  private final Stage stage = Stage.ready(Specs.dynamic().start(3).spare(0, 4));

  @Test
  void watchesWhenSomebodyIsIdle() {
    Stage opening = new Stage(Specs.dynamic()).open().backlog(1);
    assertEquals(List.of(), opening.watched());
    assertEquals(List.of(0), opening.idle(1).watched());
  }

  @Test
  void ordersTheLowestNumberedIdleChild() {
    assertEquals(List.of(0), stage.pending(0).ordered());
    stage.busy(0);
    assertEquals(List.of(1), stage.pending(0).ordered());
    stage.idle(0).busy(1);
    assertEquals(List.of(0), stage.pending(0).ordered());
  }

  @Test
  void ordersOneAfterTheOtherInTurn() {
    Stage inTurn = Stage.ready(Specs.dynamic().dispatch(Dispatch.ROUND_ROBIN).start(3).spare(0, 4));
    for (int slot : new int[] {0, 1, 2, 0}) {
      assertEquals(List.of(slot), inTurn.pending(0).ordered());
      inTurn.busy(slot).idle(slot);
    }
    inTurn.exited(1);
    assertEquals(List.of(2), inTurn.pending(0).ordered(), "who is dead is passed over");
  }

  @Test
  void doesNotWatchWhileAnOrderIsOut() {
    assertEquals(List.of(), stage.pending(0).watched());
    assertEquals(List.of(0), stage.busy(0).watched());
  }

  @Test
  void watchesAgainWhenNothingWasThereToAccept() {
    assertEquals(List.of(0), stage.pending(0).idle(0).watched());
  }

  @Test
  void watchesAgainWhenTheOrderedChildDies() {
    assertEquals(List.of(0), stage.pending(0).exited(0).watched());
    assertEquals(List.of(1), stage.pending(0).ordered());
  }

  @Test
  void ordersTheNextChildAfterOrderRetry() {
    assertEquals(List.of(), stage.pending(0).after(19).watched());
    assertEquals(List.of(0), stage.after(1).watched());
    assertEquals(List.of(1), stage.pending(0).ordered());
  }

  @Test
  void doesNotLetALateAnswerSettleTheOrderOfAnother() {
    stage.pending(0).after(20).pending(0);
    assertEquals(List.of(), stage.idle(0).watched());
    assertEquals(List.of(0), stage.busy(1).watched());
  }

  @Test
  void killsAChildThatDoesNotAnswerWithinOrderTimeout() {
    assertTrue(stage.pending(0).after(4999).told(Action.Kill.class).isEmpty());
    List<Action.Kill> kills = stage.after(1).told(Action.Kill.class);
    assertEquals(List.of(new Action.Kill(0, 1, false, EndReason.ORDER_TIMEOUT)), kills);
  }

  @Test
  void measuresTheBacklogWhileNobodyIsIdle() {
    Stage held = Stage.held(Specs.fixed(2));
    assertEquals(1, held.after(100).told(Action.Measure.class).size());
    assertEquals(List.of(), held.backlog(3).watched());
    assertEquals(1, held.after(100).told(Action.Measure.class).size());
    assertEquals(3, held.pool.status().waiting());
    assertEquals(List.of(0), held.backlog(0).watched());
  }

  @Test
  void starvesNeitherOfTwoListeners() {
    Stage two = Stage.ready(Specs.fixed(1).listeners(2));
    two.pending(0).busy(0);
    assertEquals(List.of(1, 0), watchedAfterBacklogs(two.pending(1)));
    two.pending(1).busy(0);
    assertEquals(List.of(0, 1), watchedAfterBacklogs(two.pending(0)));
  }

  /** Both queues are known not to be empty, and the only child becomes idle. */
  private static List<Integer> watchedAfterBacklogs(Stage stage) {
    return stage.backlog(0, 5).backlog(1, 5).idle(0).watched();
  }

  @Test
  void letsAChildRestAfterAFailedAcceptTwiceAsLongEachTime() {
    Stage one = Stage.ready(Specs.fixed(1));
    for (long rest : List.of(100L, 200L, 400L, 800L, 1600L, 3200L)) {
      one.pending(0).acceptFailed(0);
      assertEquals(0, one.after(rest - 1).pool.scoreboard().ready());
      assertEquals(1, one.after(1).pool.scoreboard().ready());
    }
  }

  @Test
  void restsShortlyAgainAfterAnAccept() {
    stage.pending(0).acceptFailed(0).after(100).pending(0).acceptFailed(0).after(200);
    stage.pending(0).busy(0).idle(0).pending(0).acceptFailed(0).after(100);
    assertEquals(3, stage.pool.scoreboard().ready());
  }
}
