package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.BoardLayout;
import java.nio.ByteBuffer;

/**
 * The child's counts, kept in its record on the board, or in memory of its own if it has no board.
 *
 * <p>Plain aligned stores: each is one machine store, and the system calls that follow order them
 * for the parent. Var handles would say the same and cost the start ten milliseconds.
 */
final class Tally {
  private final ByteBuffer record;
  private long accepted;
  private long finished;
  private long failed;
  private long acceptedAt;
  private long serviceNanos;

  /**
   * @param record the slot's record, in native byte order, all zero
   */
  Tally(ByteBuffer record) {
    this.record = record;
  }

  /** Counts a connection; before anything is read from it, so that it survives a kill. */
  void accepted(long now) {
    acceptedAt = now;
    record.putLong(BoardLayout.LAST_ACCEPT, now);
    record.putLong(BoardLayout.ACCEPTED, ++accepted);
  }

  /** Counts the end of the connection accepted last. */
  void ended(boolean normally, long now) {
    endedAfter(normally, now - acceptedAt);
  }

  /** Counts the end of a connection that took so many nanoseconds. */
  void endedAfter(boolean normally, long nanos) {
    if (normally) {
      record.putLong(BoardLayout.FINISHED, ++finished);
    } else {
      record.putLong(BoardLayout.FAILED, ++failed);
    }
    serviceNanos += Math.max(0, nanos);
    record.putLong(BoardLayout.SERVICE_NANOS, serviceNanos);
    int bucket = BoardLayout.BUCKETS + Integer.BYTES * BoardLayout.bucket(nanos);
    record.putInt(bucket, record.getInt(bucket) + 1);
  }

  /** Connections accepted in all. */
  long accepted() {
    return accepted;
  }

  /** Connections ended in all, well or not. */
  long ended() {
    return finished + failed;
  }

  /** When the current connection was accepted, on the scale of {@link System#nanoTime}. */
  long acceptedAt() {
    return acceptedAt;
  }
}
