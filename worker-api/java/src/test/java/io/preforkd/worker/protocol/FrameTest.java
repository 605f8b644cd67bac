package io.preforkd.worker.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FrameTest {
  @Test
  void writesVerbPayloadInNativeOrderAndNewline() {
    byte[] wanted =
        ByteBuffer.allocate(Frame.SIZE)
            .order(ByteOrder.nativeOrder())
            .put((byte) 'I')
            .putInt(0x01020304)
            .put((byte) '\n')
            .array();
    assertArrayEquals(wanted, Frame.of(Verb.IDLE, 0x01020304));
  }

  @Test
  void readsEveryBitOfThePayload() {
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      assertEquals(1 << bit, Frame.payload(Frame.of(Verb.BUSY, 1 << bit)));
    }
  }

  @Test
  void refusesAFrameWithoutItsNewline() {
    byte[] frame = Frame.of(Verb.PING, 1);
    frame[5] = 'x';
    ProtocolException fault = assertThrows(ProtocolException.class, () -> Frame.check(frame));
    assertEquals(
        "frame with verb byte 80 ends with byte 120, not with a newline", fault.getMessage());
  }

  @Test
  void lowerCaseVerbsAnnounceABody() throws ProtocolException {
    assertEquals(17, Frame.bodyLength(Frame.of(Verb.HELLO, 17)));
    assertEquals(0, Frame.bodyLength(Frame.of(Verb.PING, 17)));
  }

  @Test
  void refusesABodyOfMoreThan64KiB() throws ProtocolException {
    assertEquals(65536, Frame.bodyLength(Frame.of(Verb.HELLO, 65536)));
    assertThrows(ProtocolException.class, () -> Frame.bodyLength(Frame.of(Verb.HELLO, 65537)));
    assertThrows(ProtocolException.class, () -> Frame.bodyLength(Frame.of(Verb.HELLO, -1)));
    assertThrows(
        IllegalArgumentException.class, () -> Frame.withBody(Verb.HELLO, "x".repeat(65537)));
  }

  @Test
  void countsABodysBytesAndNotItsCharacters() {
    byte[] frame = Frame.withBody(Verb.HELLO, "\u00e9");
    assertEquals(2, Frame.payload(frame));
    assertEquals("\u00e9", new String(frame, Frame.SIZE, 2, StandardCharsets.UTF_8));
  }
}
