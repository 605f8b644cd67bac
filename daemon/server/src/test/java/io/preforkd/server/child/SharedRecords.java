package io.preforkd.server.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A board as a child sees it: mapped through its descriptor. */
final class SharedRecords {
  private SharedRecords() {}

  static ByteBuffer of(Board board) throws IOException {
    Path path = Path.of("/proc/self/fd/" + board.fd());
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel
          .map(FileChannel.MapMode.READ_WRITE, 0, channel.size())
          .order(ByteOrder.nativeOrder());
    }
  }
}
