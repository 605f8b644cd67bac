package io.preforkd.server.thread;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.child.ChildId;
import io.preforkd.server.testing.CaughtLog;
import org.junit.jupiter.api.Test;

class ThreadChildTest {
  private static final ChildId ID = new ChildId("web", 3, 17, 4242);

  private final Tally tally = new Tally();

  private ThreadChild child() {
    return new ThreadChild(ID, new Orders("test", () -> {}), tally, new Report(null, ID, null));
  }

  @Test
  void saysAtWhatItIsSlow() throws Exception {
    try (CaughtLog log = new CaughtLog("preforkd.output")) {
      tally.accepted(System.nanoTime());
      child().slow();
      assertTrue(log.await("is slow").endsWith(" s with one connection, at"));
      tally.ended(true, System.nanoTime());
      tally.rests(System.nanoTime(), true);
      child().slow();
      assertTrue(log.await("is slow").endsWith(" s between connections, at"));
    }
  }

  @Test
  void saysSoOnceInAWhile() throws Exception {
    try (CaughtLog log = new CaughtLog("preforkd.output")) {
      ThreadChild child = child();
      child.slow();
      child.slow();
      log.await("is slow");
      assertTrue(log.isEmpty());
    }
  }
}
