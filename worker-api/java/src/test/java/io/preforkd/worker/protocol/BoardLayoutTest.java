package io.preforkd.worker.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoardLayoutTest {
  @Test
  void aRecordHoldsItsBucketsToTheLastByte() {
    assertEquals(
        BoardLayout.RECORD, BoardLayout.BUCKETS + Integer.BYTES * BoardLayout.BUCKET_COUNT);
  }

  @Test
  void aBucketCountsWhatIsBelowItsBound() {
    for (int i = 0; i < BoardLayout.BUCKET_COUNT - 1; i++) {
      long bound = TimeUnit.MICROSECONDS.toNanos(BoardLayout.boundMicros(i));
      assertEquals(i, BoardLayout.bucket(bound - 1));
      assertEquals(i + 1, BoardLayout.bucket(bound));
    }
  }

  @Test
  void theFirstBoundIs128Microseconds() {
    assertEquals(128, BoardLayout.boundMicros(0));
  }

  @Test
  void theOuterBucketsTakeWhatIsLeft() {
    assertEquals(0, BoardLayout.bucket(-5));
    assertEquals(BoardLayout.BUCKET_COUNT - 1, BoardLayout.bucket(Long.MAX_VALUE));
  }

  @Test
  void readsTheRecordOfOneSlot() {
    ByteBuffer board = ByteBuffer.allocate(3 * BoardLayout.RECORD).order(ByteOrder.nativeOrder());
    int at = 2 * 128;
    board.putLong(at, 10).putLong(at + 8, 8).putLong(at + 16, 1).putLong(at + 24, 77);
    board.putInt(at + 64, -1).putInt(at + 124, 5);
    BoardRecord record = BoardRecord.read(board, 2);
    assertEquals(10, record.accepted());
    assertEquals(8, record.finished());
    assertEquals(1, record.failed());
    assertEquals(77, record.lastAcceptNanos());
    assertEquals(0xffff_ffffL, record.buckets().get(0));
    assertEquals(5, record.buckets().get(15));
    assertEquals(0, BoardRecord.read(board, 1).accepted());
  }
}
