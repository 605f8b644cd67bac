package io.preforkd.server.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.snapshot.ExitView;
import io.preforkd.server.sys.WaitStatus;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExitsTest {
  private static final int SECONDS = 60;

  private final Exits exits = new Exits();

  private static ExitView end(int slot) {
    return new ExitView(
        new ChildId("web", slot, slot + 1, 4242),
        "exit",
        new WaitStatus.Exited(0),
        1,
        new BoardCounts(3, 1, 1));
  }

  @Test
  void completesWhatIsFulfilledAndCancelsTheRest() throws Exception {
    CompletableFuture<ChildExit> second = exits.next(exit -> exit.slot() == 2);
    CompletableFuture<ChildExit> never = exits.next(exit -> exit.slot() == 9);
    exits.happened(end(1));
    exits.happened(end(2));
    exits.close();
    ChildExit exit = second.get(SECONDS, TimeUnit.SECONDS);
    assertEquals(2, exit.slot());
    assertEquals(1, exit.lost());
    assertThrows(CancellationException.class, () -> never.get(SECONDS, TimeUnit.SECONDS));
    assertThrows(CancellationException.class, () -> exits.next(any -> true).join());
  }

  @Test
  void tellsTheOthersThoughOneListenerFails() throws Exception {
    BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    exits.listen(
        exit -> {
          throw new IllegalArgumentException("a listener's own fault");
        });
    exits.listen(exit -> heard.add(exit.slot()));
    exits.happened(end(1));
    exits.happened(end(2));
    exits.close();
    assertEquals(1, heard.poll(SECONDS, TimeUnit.SECONDS));
    assertEquals(2, heard.poll(SECONDS, TimeUnit.SECONDS));
  }
}
