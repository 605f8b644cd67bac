package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class SharedMemoryTest {

  @Test
  void isZeroedAndSeenByWhoeverHasTheDescriptor() throws Exception {
    try (SharedMemory memory = SharedMemory.create("board", 4096);
        RandomAccessFile other = open(memory)) {
      assertEquals(4096, memory.bytes().capacity());
      assertEquals(ByteOrder.nativeOrder(), memory.bytes().order());
      assertEquals(0, memory.bytes().getLong(8));
      other.seek(8);
      other.writeByte(7);
      assertEquals(7, memory.bytes().get(8));
    }
  }

  @Test
  void cannotBeShortenedUnderOurFeet() throws Exception {
    try (SharedMemory memory = SharedMemory.create("board", 4096);
        RandomAccessFile other = open(memory)) {
      assertThrows(IOException.class, () -> other.setLength(0));
    }
  }

  private static RandomAccessFile open(SharedMemory memory) throws IOException {
    return new RandomAccessFile("/proc/self/fd/" + memory.fd(), "rw");
  }
}
