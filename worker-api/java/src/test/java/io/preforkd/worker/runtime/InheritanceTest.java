package io.preforkd.worker.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InheritanceTest {
  private final Map<String, String> environment =
      new HashMap<>(
          Map.of("PREFORKD_PROTOCOL", "1", "PREFORKD_CHANNEL", "5", "PREFORKD_SLOT", "2"));

  @Test
  void findsTheListenersBelowTheChannel() throws StartFault {
    assertEquals(2, Inheritance.of(environment).listeners());
  }

  @Test
  void doesWithoutABoard() throws StartFault {
    assertEquals(Inheritance.NO_BOARD, Inheritance.of(environment).board());
    environment.put("PREFORKD_BOARD", "6");
    assertEquals(6, Inheritance.of(environment).board());
  }

  @Test
  void saysThatAWorkerIsNotStartedByHand() {
    environment.remove("PREFORKD_CHANNEL");
    assertFault("PREFORKD_CHANNEL is not set: a worker is started by preforkd, not by hand");
  }

  @Test
  void namesTheVariableThatIsNoNumber() {
    environment.put("PREFORKD_SLOT", "two");
    assertFault("PREFORKD_SLOT=two: must be a whole number from 0");
  }

  @Test
  void refusesAnotherProtocol() {
    environment.put("PREFORKD_PROTOCOL", "2");
    assertFault(
        "PREFORKD_PROTOCOL=2: this runtime speaks protocol 1;"
            + " use the preforkd-worker-api that came with the daemon");
  }

  private void assertFault(String message) {
    StartFault fault = assertThrows(StartFault.class, () -> Inheritance.of(environment));
    assertEquals(message, fault.getMessage());
    assertEquals(78, fault.exitCode());
  }
}
