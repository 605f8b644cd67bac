package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.pool.Handover.Outcome;
import io.preforkd.pool.Handover.Step;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HandoverTest {
  private final Handover handover = new Handover(8);

  @Test
  void leavesTheOldEditionAloneUntilAChildOfTheNewOneWasIdle() {
    assertEquals(goingOn(OptionalInt.empty(), 2), handover.step(idle(8), starting(0, 2), false));
  }

  @Test
  void startsABatchMoreThanWasProvedAndKeepsTheOthers() {
    assertEquals(goingOn(OptionalInt.of(7), 3), handover.step(idle(8), starting(1, 1), false));
    assertEquals(goingOn(OptionalInt.of(5), 5), handover.step(idle(7), starting(3, 0), false));
  }

  @Test
  void takesTheOldSizeWhenTheFirstChildIsProved() {
    handover.step(idle(8), starting(0, 2), false);
    assertEquals(goingOn(OptionalInt.of(3), 3), handover.step(idle(4), starting(1, 1), false));
  }

  @Test
  void isCompleteWhenTheNewEditionHasAsMany() {
    handover.step(idle(8), starting(1, 1), false);
    assertEquals(Outcome.COMPLETE, handover.step(idle(1), starting(8, 0), false).outcome());
  }

  @Test
  void countsChildrenThatTakeThePlacesOfRecycledOnes() {
    handover.step(idle(8), starting(1, 1), false);
    assertEquals(
        goingOn(OptionalInt.of(3), 7), handover.step(idle(7), status(3, 2, 2, 0, 0), false));
    assertEquals(Outcome.COMPLETE, handover.step(idle(3), status(6, 2, 2, 0, 0), false).outcome());
  }

  @Test
  void asksForOneChildOfAPoolThatHasNone() {
    Handover empty = new Handover(0);
    assertEquals(1, empty.step(idle(0), starting(0, 0), false).next());
    assertEquals(Outcome.COMPLETE, empty.step(idle(0), starting(1, 0), false).outcome());
  }

  @Test
  void isCompleteWhenALimitKeepsTheNewEditionFromGrowing() {
    handover.step(idle(8), starting(2, 2), false);
    assertEquals(Outcome.COMPLETE, handover.step(idle(6), starting(3, 0), false).outcome());
  }

  @Test
  void waitsForANewEditionThatPausesAfterADeath() {
    handover.step(idle(8), starting(1, 1), false);
    assertEquals(
        goingOn(OptionalInt.of(7), 3), handover.step(idle(7), status(1, 0, 1, 100), false));
  }

  @Test
  void isUndoneByThreeDeathsBeforeAnybodyWasIdle() {
    handover.step(idle(8), starting(0, 2), false);
    assertEquals(Outcome.GOING_ON, handover.step(idle(8), status(0, 0, 2, 9), false).outcome());
    assertEquals(Outcome.UNDONE, handover.step(idle(8), status(0, 0, 3, 9), false).outcome());
  }

  @Test
  void isUndoneAtOnceIfTheNewEditionIsKnownToFail() {
    assertEquals(Outcome.UNDONE, handover.step(idle(8), starting(0, 2), true).outcome());
  }

  @Test
  void givesTheOldEditionItsChildrenBackFirst() {
    handover.step(idle(8), starting(2, 2), false);
    Step back = handover.step(idle(6), status(2, 0, 3, 9), false);
    assertEquals(goingOn(OptionalInt.of(8), 2), back);
    assertEquals(back, handover.step(starting(6, 2), status(2, 0, 3, 9), false));
    assertEquals(Outcome.UNDONE, handover.step(idle(8), status(2, 0, 3, 9), false).outcome());
  }

  private static Step goingOn(OptionalInt old, int next) {
    return new Step(Outcome.GOING_ON, old, next);
  }

  private static PoolStatus idle(int idle) {
    return starting(idle, 0);
  }

  private static PoolStatus starting(int idle, int starting) {
    return status(idle, starting, 0, 0);
  }

  private static PoolStatus status(int idle, int starting, int deaths, long pause) {
    return status(idle, starting, 0, deaths, pause);
  }

  private static PoolStatus status(int idle, int starting, int successors, int deaths, long pause) {
    return new PoolStatus(
        idle,
        0,
        starting,
        successors,
        0,
        idle + starting,
        0,
        Specs.dynamic().max(16).build(),
        OptionalInt.empty(),
        false,
        0,
        deaths,
        pause,
        false,
        Pressure.NONE);
  }
}
