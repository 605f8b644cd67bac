package io.preforkd.worker.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One reading of a slot's record. The numbers are each exact, but not of one instant: the child
 * writes while they are read.
 *
 * @param accepted connections accepted in all
 * @param finished connections whose handler returned normally
 * @param failed connections whose handler failed
 * @param lastAcceptNanos CLOCK_MONOTONIC of the last accept, 0 if there was none
 * @param serviceNanos the sum of the service times, 0 if the child does not keep it
 * @param buckets connections by service time, see {@link BoardLayout#boundMicros}
 */
public record BoardRecord(
    long accepted,
    long finished,
    long failed,
    long lastAcceptNanos,
    long serviceNanos,
    List<Long> buckets) {

  public BoardRecord {
    buckets = List.copyOf(buckets);
  }

  /** Reads a slot's record from a board in native byte order. */
  public static BoardRecord read(ByteBuffer board, int slot) {
    int at = BoardLayout.record(slot);
    List<Long> buckets = new ArrayList<>(BoardLayout.BUCKET_COUNT);
    for (int i = 0; i < BoardLayout.BUCKET_COUNT; i++) {
      buckets.add(Integer.toUnsignedLong(board.getInt(at + BoardLayout.BUCKETS + 4 * i)));
    }
    return new BoardRecord(
        board.getLong(at + BoardLayout.ACCEPTED),
        board.getLong(at + BoardLayout.FINISHED),
        board.getLong(at + BoardLayout.FAILED),
        board.getLong(at + BoardLayout.LAST_ACCEPT),
        board.getLong(at + BoardLayout.SERVICE_NANOS),
        buckets);
  }
}
