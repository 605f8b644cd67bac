package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.pool.Handover.Outcome;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two cores and a handover between them, with children that come up or fail by chance. */
class HandoverOfPoolsTest {
  private static final int SIZE = 8;
  private static final int STEPS = 2_000;

  private final Stage old = Stage.ready(Specs.fixed(SIZE));
  private final Stage next = new Stage(Specs.fixed(SIZE));
  private final Handover handover = new Handover(SIZE);
  private Handover.Step told;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverLeavesFewerThanThereWere(long seed) {
    Random dice = new Random(seed);
    assertEquals(seed % 2 == 0 ? Outcome.COMPLETE : Outcome.UNDONE, run(dice, seed % 2 == 0));
  }

  @Test
  void ofAnEditionWhoseChildrenAllDieTakesNothingFromTheOldOne() {
    begin();
    for (int i = 0; i < STEPS && told.outcome() == Outcome.GOING_ON; i++) {
      happen(next, SlotState.STARTING, next::exited);
      next.after(200);
      advance();
      assertEquals(SIZE, old.pool.scoreboard().serving());
    }
    assertEquals(Outcome.UNDONE, told.outcome());
  }

  /** A bad edition's children come up at first, and then die. */
  private Outcome run(Random dice, boolean good) {
    begin();
    for (int i = 0; i < STEPS && told.outcome() == Outcome.GOING_ON; i++) {
      boolean comesUp = good || next.pool.scoreboard().serving() < 2;
      switch (dice.nextInt(4)) {
        case 0 -> happen(next, SlotState.STARTING, comesUp ? next::idle : next::exited);
        case 1 -> happen(old, SlotState.DRAINING, old::exited);
        case 2 -> happen(old, SlotState.STARTING, old::idle);
        default -> next.after(50);
      }
      happen(next, SlotState.KILLED, next::exited);
      happen(next, SlotState.DRAINING, next::exited);
      advance();
      int serving = old.pool.scoreboard().serving() + next.pool.scoreboard().serving();
      assertTrue(serving >= SIZE, "only " + serving + " serve after step " + i);
    }
    return told.outcome();
  }

  private void begin() {
    told = handover.step(old.pool.status(), next.pool.status(), false);
    next.lend(handover.batch()).scale(new SizeOrder.To(told.next())).open();
  }

  private void advance() {
    Handover.Step step = handover.step(old.pool.status(), next.pool.status(), false);
    OptionalInt before = told.old();
    told = step;
    if (step.old().isPresent() && !step.old().equals(before)) {
      old.scale(new SizeOrder.To(step.old().getAsInt()));
    }
    if (step.outcome() == Outcome.GOING_ON) {
      next.scale(new SizeOrder.To(step.next()));
    }
  }

  private interface Happening {
    Stage to(int slot);
  }

  /** To the first child in this state, if there is one. */
  private static void happen(Stage stage, SlotState state, Happening happening) {
    Scoreboard board = stage.pool.scoreboard();
    for (int i = 0; i < board.size(); i++) {
      if (board.slot(i).state() == state) {
        happening.to(i);
        return;
      }
    }
  }
}
