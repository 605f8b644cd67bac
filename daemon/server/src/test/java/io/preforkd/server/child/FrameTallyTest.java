package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FrameTallyTest {
  private final FrameTally tally = new FrameTally();

  @Test
  void takesTotalsThatSkipWhatWasAcceptedInBetween() {
    tally.ordered();
    tally.busy(1);
    tally.busy(4);
    tally.idle(4);
    assertEquals(new BoardCounts(4, 4, 0), tally.counts());
  }

  @Test
  void takesTheConnectionBeforeForServedOnceAnotherIsAccepted() {
    tally.ordered();
    tally.busy(1);
    tally.busy(2);
    assertEquals(new BoardCounts(2, 1, 0), tally.counts());
  }

  @Test
  void countsOnWhereATotalOf32BitsBeginsAnew() {
    tally.ordered();
    tally.busy(-1);
    tally.busy(1);
    assertEquals((1L << 32) + 1, tally.counts().accepted());
  }

  @Test
  void countsEachBusyOfTheStockProtocol() {
    tally.idleInStock();
    tally.ordered();
    tally.busyInStock();
    assertEquals(new BoardCounts(1, 0, 0), tally.counts());
    tally.idleInStock();
    tally.ordered();
    tally.busyInStock();
    assertEquals(1, tally.counts().open());
  }

  @Test
  void countsNoConnectionThatNobodyOrdered() {
    tally.idle(0);
    tally.busy(1);
    assertEquals(BoardCounts.ZERO, tally.counts());
  }

  @Test
  void takesWhatAChildHeldThatLeftInOrderForServed() {
    tally.ordered();
    tally.busy(1);
    tally.leftInOrder();
    assertEquals(0, tally.counts().open());
  }
}
