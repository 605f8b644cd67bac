package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.server.snapshot.MemoryView;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryBookTest {
  @Test
  void knowsWhatWasMeasuredLastAndHowLongAgo() {
    MemoryBook book = new MemoryBook(new PoolLog("web"));
    book.note(3, 17, new MemorySample(100, true), 5);
    book.note(3, 17, new MemorySample(200, true), 6);
    assertEquals(Optional.of(new MemoryView(200, 4)), book.of(3, 17, 10));
  }

  @Test
  void takesNobodyForTheOneBefore() {
    MemoryBook book = new MemoryBook(new PoolLog("web"));
    book.note(3, 17, new MemorySample(100, true), 5);
    assertEquals(Optional.empty(), book.of(3, 18, 10));
    assertEquals(Optional.empty(), book.of(4, 17, 10));
  }
}
