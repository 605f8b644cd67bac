package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.worker.protocol.BoardLayout;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationsTest {
  private static final long MILLISECOND = 1_000_000L;

  private final DurationTally tally = new DurationTally(4);

  @Test
  void countsByPowersOfTwoFrom128Microseconds() {
    tally.add(127_999);
    tally.add(128_000);
    tally.add(300_000);
    tally.add(60_000 * MILLISECOND);
    Durations counts = tally.counts();
    assertEquals(List.of(1L, 1L, 1L, 1L), counts.counts());
    assertEquals(555_999 + 60_000 * MILLISECOND, counts.nanos());
    assertEquals(4, counts.count());
    assertEquals(
        List.of(128e-6, 256e-6, 512e-6, Double.POSITIVE_INFINITY),
        List.of(counts.bound(0), counts.bound(1), counts.bound(2), counts.bound(3)));
  }

  @Test
  void goesOnFromWhatWasCountedBefore() {
    tally.add(1);
    DurationTally next = DurationTally.from(tally.counts());
    next.add(2);
    assertEquals(new Durations(List.of(2L, 0L, 0L, 0L), 3), next.counts());
  }

  @Test
  void hasNoSumIfSomebodyHasNotToldHis() {
    Durations untold = new Durations(List.of(1L, 0L), Durations.UNKNOWN);
    Durations told = new Durations(List.of(1L, 2L), 7);
    assertEquals(new Durations(List.of(2L, 2L), Durations.UNKNOWN), untold.plus(told));
    assertEquals(new Durations(List.of(2L, 2L), Durations.UNKNOWN), told.plus(untold));
    assertEquals(new Durations(List.of(2L, 4L), 14), told.plus(told));
  }

  @Test
  void areReadFromTheBoardWhateverBecameOfTheChild() throws Exception {
    try (Board board = Board.create("web", 2)) {
      assertEquals(Durations.none(Durations.SERVICE), board.services(1));
      ByteBuffer records = SharedRecords.of(board);
      int at = BoardLayout.record(1);
      records.putInt(at + BoardLayout.BUCKETS + Integer.BYTES * BoardLayout.bucket(MILLISECOND), 3);
      assertEquals(Durations.UNKNOWN, board.services(1).nanos());
      records.putLong(at + BoardLayout.SERVICE_NANOS, 3 * MILLISECOND);
      assertEquals(3 * MILLISECOND, board.services(1).nanos());
      assertEquals(3, board.services(1).counts().get(BoardLayout.bucket(MILLISECOND)));
      assertEquals(Durations.none(Durations.SERVICE), board.services(0));
    }
  }
}
