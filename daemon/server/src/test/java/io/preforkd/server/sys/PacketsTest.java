package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacketsTest {
  private static final int NO_DESCRIPTOR = 1_000_000;
  private static final byte[] TEXT = {'f', 1, 0, '\n'};

  private Descriptors.Pair pair;

  @BeforeEach
  void open() throws KernelException {
    pair = Descriptors.packetPair();
  }

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  void keepsMessagesApart() throws Exception {
    assertTrue(Packets.send(pair.first(), TEXT, List.of()));
    assertTrue(Packets.send(pair.first(), new byte[] {7}, List.of(pair.first(), pair.second())));
    assertEquals(TEXT.length, Libc.CALLS.recv(pair.second(), Libc.memory(100), 100, 0));
    assertEquals(1, Libc.CALLS.recv(pair.second(), Libc.memory(100), 100, 0));
  }

  @Test
  void saysWhenNobodyReads() throws Exception {
    int sent = 0;
    while (Packets.send(pair.first(), TEXT, List.of(pair.second()))) {
      sent++;
    }
    assertTrue(sent > 0);
    assertFalse(Packets.send(pair.first(), TEXT, List.of()));
  }

  @Test
  void takesAMessageForSentWhoseReaderIsGone() throws Exception {
    Descriptors.Pair other = Descriptors.packetPair();
    Descriptors.close(other.second());
    assertTrue(Packets.send(other.first(), TEXT, List.of()));
    Descriptors.close(other.first());
  }

  @Test
  void refusesADescriptorThatIsNotOpen() {
    KernelException e =
        assertThrows(
            KernelException.class, () -> Packets.send(pair.first(), TEXT, List.of(NO_DESCRIPTOR)));
    assertEquals("EBADF", e.name());
  }
}
