package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreboardTest {
  private final Scoreboard board = new Scoreboard(4);

  @Test
  void refusesAnEdgeThatTheTableDoesNotHave() {
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class, () -> board.move(board.slot(2), SlotState.BUSY, 0));
    assertEquals("slot 2 cannot go from VACANT to BUSY", refused.getMessage());
  }

  @Test
  void countsForEverybody() {
    idle(0);
    idle(1);
    board.move(board.slot(2), SlotState.STARTING, 0);
    board.move(board.slot(1), SlotState.DRAINING, 0);
    assertEquals(3, board.living());
    assertEquals(2, board.active());
    assertEquals(1, board.ready());
    assertEquals(1, board.count(SlotState.STARTING));
  }

  @Test
  void countsAsServingWhoHasBeenIdleAndIsNotKilled() {
    board.move(board.slot(0), SlotState.STARTING, 0);
    assertFalse(board.mayHoldConnections());
    board.move(board.slot(0), SlotState.IDLE, 0);
    assertTrue(board.mayHoldConnections());
    board.move(board.slot(0), SlotState.DRAINING, 0);
    assertTrue(board.mayHoldConnections(), "it may have a connection in hand");
    board.move(board.slot(0), SlotState.KILLED, 0);
    assertFalse(board.mayHoldConnections());
    board.move(board.slot(0), SlotState.VACANT, 0);
    assertFalse(board.mayHoldConnections());
  }

  @Test
  void findsTheLowestAndTheHighestThatAreReady() {
    assertEquals(-1, board.lowestReady());
    assertEquals(-1, board.leastNeeded());
    idle(1);
    idle(3);
    assertEquals(1, board.lowestReady());
    assertEquals(3, board.leastNeeded());
    assertEquals(3, board.nextReady(2));
    assertEquals(0, board.lowestVacant());
  }

  @Test
  void doesNotCountWhoRestsAsReady() {
    idle(0);
    board.move(board.slot(0), SlotState.ORDERED, 0);
    board.slot(0).rest(0, 100, 1000);
    board.move(board.slot(0), SlotState.IDLE, 0);
    assertEquals(0, board.ready());
    board.wake(board.slot(0));
    assertEquals(1, board.ready());
  }

  @Test
  void knowsAChildByItsGeneration() {
    board.slot(0).incarnate(7, 0);
    assertNull(board.living(0, 7), "nobody lives there yet");
    board.move(board.slot(0), SlotState.STARTING, 0);
    assertSame(board.slot(0), board.living(0, 7));
    assertNull(board.living(0, 6));
    assertNull(board.living(9, 7));
    assertNull(board.living(-1, 7));
  }

  @Test
  void keepsItsSlotsWhenItGrows() {
    idle(3);
    board.growTo(6);
    board.growTo(2);
    assertEquals(6, board.size());
    assertEquals(SlotState.IDLE, board.slot(3).state());
  }

  @Test
  void findsAndRepairsWhatIsInconsistent() {
    idle(0);
    board.slot(0).enter(SlotState.BUSY, 0);
    assertEquals(
        List.of(
            "slot 0, BUSY, is wrongly ready",
            "1 slots are booked as IDLE, 0 are",
            "0 slots are booked as BUSY, 1 are"),
        board.audit());
    board.repair();
    assertTrue(board.audit().isEmpty());
    assertEquals(0, board.ready());
  }

  private void idle(int slot) {
    board.move(board.slot(slot), SlotState.STARTING, 0);
    board.move(board.slot(slot), SlotState.IDLE, 0);
  }
}
