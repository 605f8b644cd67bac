package io.preforkd.server.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A running loop for one test; fails the test if something was reported that the test did not take.
 */
public final class LoopThread implements AutoCloseable {

  public static final Duration DEADLINE = Duration.ofSeconds(10);

  public final List<Throwable> faults = new CopyOnWriteArrayList<>();
  public final EventLoop loop = new EventLoop("test-loop", faults::add);

  /** Runs something on the loop's thread and hands back what it made. */
  public <T> T call(Callable<T> task) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Throwable t) {
            result.completeExceptionally(t);
          }
        });
    return result.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  public void run(Runnable task) throws Exception {
    call(
        () -> {
          task.run();
          return null;
        });
  }

  @Override
  public void close() {
    loop.stop();
    assertTrue(hasEnded(), "the loop still runs");
    assertEquals(List.of(), faults);
  }

  private boolean hasEnded() {
    try {
      return loop.awaitEnd(DEADLINE);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
