package io.preforkd.spamd.host.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.config.Log.Level;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineFormatTest {
  private static final ZoneId ZONE = ZoneId.of("UTC");
  private static final ZonedDateTime TIME = ZonedDateTime.of(2026, 11, 1, 8, 7, 6, 5_000_000, ZONE);
  private static final long MILLIS = TIME.toInstant().toEpochMilli();

  private static LineFormat format(String timestamp) {
    return new LineFormat(Optional.ofNullable(timestamp), ZONE);
  }

  @Test
  void isSpamdsInAFile() {
    assertEquals(
        "Sun Nov  1 08:07:06 2026 [42] info: spamd: x",
        format(null).ofFile(MILLIS, 42, Level.INFO, "spamd: x"));
  }

  @Test
  void isSpamdsOnStderr() {
    assertEquals(
        "Nov  1 08:07:06.005 [42] warn: x", format(null).ofStderr(MILLIS, 42, Level.WARN, "x"));
  }

  @Test
  void hasTheTimeThatWasAskedFor() {
    assertEquals("[42] dbg: x", format("").ofFile(MILLIS, 42, Level.DEBUG, "x"));
    assertEquals("2026 [42] error: x", format("%Y").ofStderr(MILLIS, 42, Level.ERROR, "x"));
    assertEquals("x", format(null).ofSyslog(MILLIS, "x"));
    assertEquals("08 x", format("%H").ofSyslog(MILLIS, "x"));
  }

  @Test
  void keepsToOneLine() {
    assertEquals(
        "[42] info: a\\x{0A}b\\x{1B}ä", format("").ofFile(0, 42, Level.INFO, "a\nb\u001bä"));
  }
}
