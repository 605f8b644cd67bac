package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Refusal;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answers clients whose scanner takes too long, while it still does. The thread that scans is
 * interrupted, and goes on to the next connection once the scanner has returned; if it never does,
 * the pool's {@code connection-timeout} ends the child.
 */
final class Watchdog {
  private final ScheduledThreadPoolExecutor clock;

  Watchdog() {
    clock = new ScheduledThreadPoolExecutor(1, Watchdog::thread);
    clock.setRemoveOnCancelPolicy(true);
  }

  /**
   * Lets the scanner work.
   *
   * @param deadline on the scale of {@link System#nanoTime}, or {@link Wire#NEVER}
   * @param late what the client is told then
   * @return what the work returns; empty if it came too late
   * @throws ScannerFault if the scanner fails, in time
   */
  <T> Optional<T> within(long deadline, Answer answer, Refusal late, Callable<T> work)
      throws ScannerFault {
    Thread worker = Thread.currentThread();
    Future<?> alarm =
        deadline == Wire.NEVER
            ? null
            : clock.schedule(
                () -> answer.late(late, worker),
                deadline - System.nanoTime(),
                TimeUnit.NANOSECONDS);
    try {
      T result = work.call();
      return answer.isOurs() ? Optional.of(result) : Optional.empty();
    } catch (Exception e) {
      if (answer.isOurs()) {
        throw new ScannerFault(e);
      }
      return Optional.empty();
    } finally {
      answer.end();
      if (alarm != null) {
        alarm.cancel(false);
      }
    }
  }

  void close() {
    clock.shutdownNow();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "spamd-watchdog");
    thread.setDaemon(true);
    return thread;
  }
}
