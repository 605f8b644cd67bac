package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotStateTest {
  @ParameterizedTest
  @CsvSource({
    "VACANT, STARTING",
    "STARTING, IDLE DRAINING KILLED VACANT",
    "IDLE, ORDERED BUSY DRAINING KILLED VACANT",
    "ORDERED, IDLE BUSY DRAINING KILLED VACANT",
    "BUSY, IDLE ORDERED DRAINING KILLED VACANT",
    "DRAINING, KILLED VACANT",
    "KILLED, VACANT"
  })
  void hasTheEdgesOfItsDrawingAndNoOthers(SlotState from, String successors) {
    Set<SlotState> expected = EnumSet.noneOf(SlotState.class);
    for (String name : successors.split(" ", -1)) {
      expected.add(SlotState.valueOf(name));
    }
    Set<SlotState> found = EnumSet.noneOf(SlotState.class);
    for (SlotState to : SlotState.values()) {
      if (from.mayBecome(to)) {
        found.add(to);
      }
    }
    assertEquals(expected, found);
  }

  @Test
  void countsAsActiveUntilItIsToldToGo() {
    for (SlotState state : SlotState.values()) {
      assertEquals(state != SlotState.VACANT, state.isLiving());
      boolean leaving = state == SlotState.DRAINING || state == SlotState.KILLED;
      assertEquals(state.isLiving() && !leaving, state.isActive());
    }
  }
}
