package io.preforkd.worker.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.worker.protocol.BoardRecord;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final ByteBuffer record = Board.privateRecord();
  private final Tally tally = new Tally(record);

  @Test
  void showsAConnectionBeforeItHasEnded() {
    tally.accepted(500);
    BoardRecord seen = BoardRecord.read(record, 0);
    assertEquals(1, seen.accepted());
    assertEquals(500, seen.lastAcceptNanos());
    assertEquals(0, seen.finished());
  }

  @Test
  void tellsFailuresApartButCountsThemAsEnded() {
    tally.accepted(0);
    tally.ended(true, 1000);
    tally.accepted(2000);
    tally.ended(false, 302_000);
    BoardRecord seen = BoardRecord.read(record, 0);
    assertEquals(1, seen.finished());
    assertEquals(1, seen.failed());
    assertEquals(2, tally.ended());
    assertEquals(301_000, seen.serviceNanos());
    assertEquals(1, seen.buckets().get(0));
    assertEquals(1, seen.buckets().get(2));
  }
}
