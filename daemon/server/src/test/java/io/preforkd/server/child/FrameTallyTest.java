package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FrameTallyTest {
  private final AtomicLong now = new AtomicLong(1);
  private final FrameTally tally = new FrameTally(now::get);

  @Test
  void takesTotalsThatSkipWhatWasAcceptedInBetween() {
    tally.ordered();
    tally.busy(1);
    tally.busy(4);
    tally.idle(4);
    assertEquals(new BoardCounts(4, 4, 0), tally.counts());
  }

  @Test
  void timesAConnectionFromOneWordToTheNext() {
    tally.ordered();
    tally.busy(1);
    now.addAndGet(300);
    tally.busy(2);
    now.addAndGet(40);
    tally.idle(2);
    now.addAndGet(1000);
    tally.ordered();
    tally.idle(2);
    assertEquals(2, tally.services().count());
    assertEquals(340, tally.services().nanos());
  }

  @Test
  void timesNobodyWhoWasLost() {
    tally.ordered();
    tally.busy(1);
    now.addAndGet(300);
    assertEquals(0, tally.services().count());
  }

  @Test
  void timesNobodyWhereItDoesNotSayWhichHasEnded() {
    tally.opened(2);
    tally.ended(2);
    assertEquals(0, tally.services().count());
  }

  @Test
  void passesOnTheTimesAsWell() {
    tally.ordered();
    tally.busy(1);
    now.addAndGet(7);
    FrameTally next = new FrameTally(now::get);
    next.restore(tally.state());
    now.addAndGet(3);
    next.idle(1);
    assertEquals(10, next.services().nanos());
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
