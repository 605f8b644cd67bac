package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.pool.EndReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PROTOCOL.md, section 3: 0 asked, 1 shrink, 2 recycle, 3 stop, 4 reload. */
class DrainReasonsTest {

  @ParameterizedTest
  @EnumSource
  void givesTheNumberOfTheProtocol(EndReason reason) {
    boolean shrinks = reason == EndReason.SHRINK || reason == EndReason.PRESSURE;
    int wanted = shrinks ? 1 : reason == EndReason.STOP ? 3 : 0;
    assertEquals(wanted, DrainReasons.number(reason));
  }
}
