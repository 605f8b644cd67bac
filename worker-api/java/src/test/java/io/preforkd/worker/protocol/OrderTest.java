package io.preforkd.worker.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class OrderTest {
  @Test
  void hasFlagsListenerAndCountAtTheirBytes() {
    byte[] wanted =
        ByteBuffer.allocate(Frame.SIZE)
            .order(ByteOrder.nativeOrder())
            .put((byte) 'A')
            .put((byte) 1)
            .put((byte) 200)
            .putShort((short) 40000)
            .put((byte) '\n')
            .array();
    assertArrayEquals(wanted, Frame.of(Verb.ACCEPT, new Order(true, 200, 40000).toPayload()));
  }

  @Test
  void readsWhatItWrote() {
    for (Order order : new Order[] {new Order(true, 255, 65535), new Order(false, 0, 1)}) {
      assertEquals(order, Order.fromPayload(order.toPayload()));
    }
  }

  @Test
  void ignoresFlagsOfLaterVersions() {
    byte[] frame = {'A', (byte) 0xfe, 0, 0, 0, '\n'};
    assertFalse(Order.fromPayload(Frame.payload(frame)).selfAccept());
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThrows(IllegalArgumentException.class, () -> new Order(true, 256, 1));
    assertThrows(IllegalArgumentException.class, () -> new Order(true, 0, 65536));
  }
}
