package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignalsTest {

  @Test
  void callsTheTaskForEverySignal() throws Exception {
    for (int i = 0; i < 2; i++) {
      CountDownLatch called = new CountDownLatch(1);
      Signals.on("WINCH", called::countDown);
      int windowChange = 28;
      Libc.check(
          Libc.CALLS.kill((int) ProcessHandle.current().pid(), windowChange), "kill", "self");
      assertTrue(called.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void refusesWhatTheJvmKeepsForItself() {
    assertThrows(IllegalArgumentException.class, () -> Signals.on("QUIT", () -> {}));
  }
}
