package io.preforkd.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrftimeTest {
  private static final ZonedDateTime TIME =
      ZonedDateTime.of(2026, 11, 1, 8, 7, 6, 5_000_000, ZoneId.of("UTC"));

  @ParameterizedTest
  @CsvSource({
    "%a %A %b %B %h, Sun Sunday Nov November Nov",
    "%Y-%m-%d %H:%M:%S %z %Z, 2026-11-01 08:07:06 +0000 UTC",
    "%e|%k|%l|%I|%p|%j, ' 1| 8| 8|08|AM|305'",
    "%c, Sun Nov  1 08:07:06 2026",
    "%x %X %D %F %T %R %r, 11/01/26 08:07:06 11/01/26 2026-11-01 08:07:06 08:07 08:07:06 AM",
    "%u%w %G-%V %C %y, 70 2026-44 20 26",
    "%% %Q 100%, % %Q 100%"
  })
  void knowsTheFieldsOfStrftime(String format, String expected) {
    assertEquals(expected, Strftime.format(format, TIME));
  }
}
