package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.BoardLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Finds the memory for a child's record. */
final class Board {
  private Board() {}

  /** Maps the slot's record of the inherited board, shared with the parent. */
  static ByteBuffer record(Inheritance inheritance) throws StartFault {
    String path = "/proc/self/fd/" + inheritance.board();
    int at = BoardLayout.record(inheritance.slot());
    try (RandomAccessFile file = new RandomAccessFile(path, "rw")) {
      checkSize(file, at + BoardLayout.RECORD, inheritance);
      return file.getChannel()
          .map(FileChannel.MapMode.READ_WRITE, at, BoardLayout.RECORD)
          .order(ByteOrder.nativeOrder());
    } catch (IOException e) {
      throw new StartFault(
          StartFault.CONFIG,
          "PREFORKD_BOARD=" + inheritance.board() + ": cannot map it: " + e.getMessage(),
          e);
    }
  }

  /** A record that nobody else sees, for a child without a board. */
  static ByteBuffer privateRecord() {
    return ByteBuffer.allocate(BoardLayout.RECORD).order(ByteOrder.nativeOrder());
  }

  /** Mapping beyond the end would make the file longer, where the fault should be told. */
  private static void checkSize(RandomAccessFile file, int wanted, Inheritance inheritance)
      throws IOException, StartFault {
    if (file.length() < wanted) {
      throw new StartFault(
          StartFault.CONFIG,
          "PREFORKD_SLOT="
              + inheritance.slot()
              + ": the board has room for "
              + file.length() / BoardLayout.RECORD
              + " slots only");
    }
  }
}
