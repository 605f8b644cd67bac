package io.preforkd.server.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.snapshot.ExitView;
import io.preforkd.server.sys.WaitStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExitsTest {
  private final Exits exits = new Exits();

  @AfterEach
  void close() {
    exits.close();
  }

  private static ExitView exit(int pid) {
    return new ExitView(
        new ChildId("web", 0, pid, pid), "exit", new WaitStatus.Exited(0), 1, BoardCounts.ZERO);
  }

  private static ChildExit got(CompletableFuture<ChildExit> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  @Test
  void tellsWhoeverWaitsOfTheFirstEndThatFits() throws Exception {
    CompletableFuture<ChildExit> second = exits.next(exit -> exit.pid() == 12);
    CompletableFuture<ChildExit> first = exits.next(exit -> true);
    exits.happened(exit(11));
    exits.happened(exit(12));
    assertEquals(11, got(first).pid());
    assertEquals(12, got(second).pid());
  }

  @Test
  void forgetsWhoeverNoLongerWaits() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<ChildExit> given = exits.next(exit -> asked.incrementAndGet() < 0);
    CompletableFuture<ChildExit> first = exits.next(exit -> true);
    exits.happened(exit(11));
    assertEquals(11, got(first).pid());
    assertEquals(1, asked.get());
    assertTrue(given.cancel(false));
    CompletableFuture<ChildExit> next = exits.next(exit -> true);
    exits.happened(exit(12));
    assertEquals(12, got(next).pid());
    assertEquals(1, asked.get());
  }
}
