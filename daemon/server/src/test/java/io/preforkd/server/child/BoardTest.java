package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.worker.protocol.BoardLayout;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoardTest {
  private static final int SLOTS = 3;

  @Test
  void hasARecordForEachSlotAndNoMore() throws Exception {
    try (Board board = Board.create("web", SLOTS)) {
      assertEquals(SLOTS * BoardLayout.RECORD, SharedRecords.of(board).capacity());
    }
  }

  @Test
  void readsWhatTheChildOfThatSlotWrites() throws Exception {
    try (Board board = Board.create("web", SLOTS)) {
      write(SharedRecords.of(board), 1, 12, 8, 3);
      assertEquals(new BoardCounts(12, 8, 3), board.counts(1));
      assertEquals(1, board.counts(1).open());
      assertEquals(BoardCounts.ZERO, board.counts(0));
      assertEquals(BoardCounts.ZERO, board.counts(2));
    }
  }

  /** A counter that goes backwards, or a sum below 0, would be no metric for any pool. */
  @ParameterizedTest
  @CsvSource({
    "5, 5, 1, 5, 5, 0",
    "5, 4, 3, 5, 4, 1",
    "0, 1, 0, 0, 0, 0",
    "-1, 0, 0, 0, 0, 0",
    "5, -3, 2, 5, 0, 2",
    "5, 2, -9223372036854775808, 5, 2, 0",
    "9223372036854775807, 9223372036854775807, 9, 1099511627776, 1099511627776, 0",
    "1099511627777, 1, 0, 1099511627776, 1, 0",
  })
  void cutsOffWhatCannotBeTrue(long a, long b, long c, long accepted, long finished, long failed)
      throws Exception {
    try (Board board = Board.create("web", SLOTS)) {
      write(SharedRecords.of(board), 1, a, b, c);
      assertEquals(new BoardCounts(accepted, finished, failed), board.counts(1));
      assertTrue(board.counts(1).open() >= 0);
      assertFalse(board.isPossible(1));
      assertTrue(board.isPossible(0));
    }
  }

  @Test
  void clearsTheWholeRecordOfOneSlotOnly() throws Exception {
    try (Board board = Board.create("web", SLOTS)) {
      ByteBuffer records = SharedRecords.of(board);
      for (int i = 0; i < records.capacity(); i++) {
        records.put(i, (byte) 1);
      }
      board.clear(1);
      for (int i = 0; i < records.capacity(); i++) {
        assertEquals(i / BoardLayout.RECORD == 1 ? 0 : 1, records.get(i), "byte " + i);
      }
    }
  }

  @Test
  void keepsWhatIsKnownAfterItsDescriptorWasClosed() throws Exception {
    Board board = Board.create("web", SLOTS);
    write(SharedRecords.of(board), 2, 5, 4, 1);
    board.close();
    assertEquals(new BoardCounts(5, 4, 1), board.counts(2));
  }

  @Test
  void addsCounts() {
    assertEquals(
        new BoardCounts(11, 22, 33), new BoardCounts(1, 2, 3).plus(new BoardCounts(10, 20, 30)));
  }

  private static void write(
      ByteBuffer records, int slot, long accepted, long finished, long failed) {
    int at = BoardLayout.record(slot);
    records.putLong(at + BoardLayout.ACCEPTED, accepted);
    records.putLong(at + BoardLayout.FINISHED, finished);
    records.putLong(at + BoardLayout.FAILED, failed);
  }
}
