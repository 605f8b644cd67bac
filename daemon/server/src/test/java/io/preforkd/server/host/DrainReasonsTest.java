package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.pool.EndReason;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PROTOCOL.md, section 3: 0 asked, 1 shrink, 2 recycle, 3 stop, 4 reload. */
class DrainReasonsTest {

  @ParameterizedTest
  @EnumSource
  void givesTheNumberOfTheProtocol(EndReason reason) {
    Map<EndReason, Integer> numbers =
        Map.of(
            EndReason.SHRINK,
            1,
            EndReason.PRESSURE,
            1,
            EndReason.ROOM,
            1,
            EndReason.RECYCLE,
            2,
            EndReason.RECYCLE_ASKED,
            2,
            EndReason.CANNOT_ACCEPT,
            2,
            EndReason.MEMORY,
            2,
            EndReason.STOP,
            3,
            EndReason.RELOAD,
            4);
    assertEquals(numbers.getOrDefault(reason, 0), DrainReasons.number(reason));
  }
}
