package io.preforkd.server.child;

import io.preforkd.server.sys.SharedMemory;
import io.preforkd.worker.protocol.BoardLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The scoreboard that all children of a pool share with the parent: each writes its own record, the
 * parent reads it when it needs it, also after the child's death. Nothing that stands there is
 * trusted beyond its own slot's numbers.
 */
public final class Board implements AutoCloseable {
  private final SharedMemory memory;
  private final ByteBuffer records;

  private Board(SharedMemory memory) {
    this.memory = memory;
    this.records = memory.bytes();
  }

  /** A board for so many slots. */
  public static Board create(String pool, int slots) throws IOException {
    return new Board(SharedMemory.create("preforkd-" + pool, BoardLayout.record(slots)));
  }

  /** Goes on with a board for so many slots of the program that this process was before. */
  public static Board adopt(int fd, int slots) throws IOException {
    return new Board(SharedMemory.adopt(fd, BoardLayout.record(slots)));
  }

  /** The descriptor that children inherit. */
  public int fd() {
    return memory.fd();
  }

  /**
   * What the slot's present or last child has counted, as far as it can be true: no number is below
   * 0, and no more have ended than were accepted.
   */
  public BoardCounts counts(int slot) {
    return word(slot).possible();
  }

  /** Whether what the slot's present or last child has counted can be true. */
  public boolean isPossible(int slot) {
    BoardCounts word = word(slot);
    return word.equals(word.possible());
  }

  /** In this order: what has ended was accepted before. */
  private BoardCounts word(int slot) {
    int at = BoardLayout.record(slot);
    long finished = records.getLong(at + BoardLayout.FINISHED);
    long failed = records.getLong(at + BoardLayout.FAILED);
    return new BoardCounts(records.getLong(at + BoardLayout.ACCEPTED), finished, failed);
  }

  /**
   * When the slot's child accepted its last connection, by its own word; see {@link BoardLayout}.
   */
  public long lastAccept(int slot) {
    return records.getLong(BoardLayout.record(slot) + BoardLayout.LAST_ACCEPT);
  }

  /** How long what the slot's present or last child has served took, by its own word. */
  public Durations services(int slot) {
    int at = BoardLayout.record(slot);
    List<Long> counts = new ArrayList<>(BoardLayout.BUCKET_COUNT);
    boolean isEmpty = true;
    for (int i = 0; i < BoardLayout.BUCKET_COUNT; i++) {
      long count =
          Integer.toUnsignedLong(records.getInt(at + BoardLayout.BUCKETS + Integer.BYTES * i));
      isEmpty &= count == 0;
      counts.add(count);
    }
    long nanos = records.getLong(at + BoardLayout.SERVICE_NANOS);
    boolean isKept = isEmpty || nanos > 0;
    return new Durations(counts, isKept ? nanos : Durations.UNKNOWN);
  }

  /** Makes the record ready for a new child. */
  public void clear(int slot) {
    int at = BoardLayout.record(slot);
    for (int i = 0; i < BoardLayout.RECORD; i += Long.BYTES) {
      records.putLong(at + i, 0);
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
