package io.preforkd.spamd.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.spamd.protocol.Refusal;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 16_384, 16_385, Spool.IN_MEMORY, Spool.IN_MEMORY + 1, 3 * Spool.IN_MEMORY})
  void keepsWhatItWasGiven(int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    try (Spool spool = new Spool(size)) {
      for (int at = 0; at < size; at += 10_000) {
        spool.add(ByteBuffer.wrap(bytes, at, Math.min(10_000, size - at)));
      }
      assertEquals(size, spool.size());
      assertEquals(ByteBuffer.wrap(bytes), spool.bytes());
      assertEquals(size > Spool.IN_MEMORY, spool.bytes().isDirect());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, Spool.IN_MEMORY + 100})
  void takesNoByteMoreThanItMay(int most) throws Exception {
    try (Spool spool = new Spool(most)) {
      spool.add(ByteBuffer.allocate(most));
      Refusal refusal = assertThrows(Refusal.class, () -> spool.add(ByteBuffer.allocate(1)));
      assertTrue(refusal.getMessage().contains("more than " + most + " bytes"));
      assertFalse(refusal.getMessage().contains("stored"));
    }
  }
}
