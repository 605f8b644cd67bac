package io.preforkd.server.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FdIoTest {

  private Descriptors.Pair pair;
  private FdIo first;
  private FdIo second;

  @BeforeEach
  void makePair() throws KernelException {
    pair = Descriptors.socketPair();
    Descriptors.nonBlocking(pair.first());
    Descriptors.nonBlocking(pair.second());
    first = new FdIo(pair.first());
    second = new FdIo(pair.second());
  }

  @AfterEach
  void closePair() {
    pair.close();
  }

  @Test
  void movesBytesFromPositionToLimit() throws Exception {
    ByteBuffer out =
        ByteBuffer.allocateDirect(6).put(new byte[] {9, 1, 2, 3, 9, 9}).position(1).limit(4);
    assertEquals(3, first.write(out));
    assertEquals(4, out.position());
    ByteBuffer in = ByteBuffer.allocateDirect(8).position(2);
    assertEquals(3, second.read(in));
    assertEquals(ByteBuffer.wrap(new byte[] {0, 0, 1, 2, 3}), in.flip());
  }

  @Test
  void saysWhenThereIsNothingToRead() throws Exception {
    assertEquals(FdIo.WOULD_BLOCK, first.read(ByteBuffer.allocateDirect(8)));
  }

  @Test
  void saysWhenTheChannelIsFull() throws Exception {
    ByteBuffer big = ByteBuffer.allocateDirect(1 << 20);
    while (first.write(big) > 0) {
      big.clear();
    }
    assertEquals(FdIo.WOULD_BLOCK, first.write(big));
  }

  @Test
  void saysWhenTheOtherSideHasClosed() throws Exception {
    Descriptors.close(pair.second());
    assertEquals(FdIo.END, first.read(ByteBuffer.allocateDirect(8)));
    KernelException e =
        assertThrows(KernelException.class, () -> first.write(ByteBuffer.allocateDirect(1)));
    assertEquals("write descriptor " + pair.first() + ": Broken pipe (EPIPE)", e.getMessage());
  }
}
