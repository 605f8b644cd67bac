package io.preforkd.server.thread;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OrdersTest {
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch hasReturned = new CountDownLatch(1);
  private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

  /** As a connection with SO_LINGER whose client reads nothing. */
  private Closeable lingering() {
    return () -> closed.complete(isThere(hasReturned));
  }

  private static boolean isThere(CountDownLatch event) {
    try {
      return event.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private boolean isClosed() throws Exception {
    return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void aKillDoesNotWaitForTheClose() throws Exception {
    Orders orders = new Orders("test", () -> {});
    orders.hold(lingering());
    orders.kill();
    orders.drain();
    assertFalse(orders.isQuiet());
    assertNull(orders.await());
    hasReturned.countDown();
    assertTrue(isClosed());
  }

  @Test
  void whatIsTakenInHandAfterAKillIsClosed() throws Exception {
    Orders orders = new Orders("test", () -> {});
    orders.kill();
    hasReturned.countDown();
    orders.hold(lingering());
    assertTrue(isClosed());
  }

  @Test
  void aDrainInterruptsTheStartAndNothingAfterIt() throws Exception {
    CompletableFuture<Boolean> isInterrupted = new CompletableFuture<>();
    CompletableFuture<Orders> itsOrders = new CompletableFuture<>();
    Orders orders = new Orders("test", () -> starts(itsOrders.join(), isInterrupted));
    itsOrders.complete(orders);
    orders.thread().start();
    orders.drain();
    assertFalse(isInterrupted.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertTrue(orders.isUnwanted());
    orders.drain();
    orders.thread().join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    assertFalse(orders.thread().isAlive());
  }

  private void starts(Orders orders, CompletableFuture<Boolean> isInterrupted) {
    boolean ignored = isThere(hasReturned);
    orders.begin();
    isInterrupted.complete(Thread.currentThread().isInterrupted());
  }
}
