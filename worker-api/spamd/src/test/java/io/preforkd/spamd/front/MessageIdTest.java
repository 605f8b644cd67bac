package io.preforkd.spamd.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageIdTest {
  @ParameterizedTest
  @CsvSource({
    "'<a@b>', '<a@b>'",
    "'a@b', '<a@b>'",
    "' (x (y) z) <a@b> (c)', '<a@b>'",
    "'<a b@c>', '<a?b@c>'",
    "'x <a@b> y', '<a@b>'",
    "'a<b', '<a?b>'",
    "'', ''",
    "'(all)', ''",
    "'\u00e9', '<?>'",
  })
  void isAsSpamdLogsIt(String value, String id) {
    assertEquals(id, MessageId.of(List.of("first", value)));
  }

  @Test
  void longNonsenseTakesNoTime() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> MessageId.of(List.of("(".repeat(200_000))));
  }
}
