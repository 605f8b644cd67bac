package io.preforkd.server.admin;

import io.preforkd.server.background.Helpers;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that read requests and answer them; they come as they are needed, and go. Whoever has
 * sent half a request holds one. As soon as somebody waits for a thread, all that have had their
 * time to send the rest are cut off: a probe must not fail for them.
 */
final class RequestThreads implements Executor, AutoCloseable {
  static final int MOST = 16;
  private static final long IDLE_SECONDS = 10;
  private static final ThreadFactory FACTORY = Helpers.named("admin");

  /** Requests come in one piece; so long a thread may not get to run on a busy machine. */
  private static final long PATIENCE = 200_000_000L;

  private final ThreadPoolExecutor threads =
      Helpers.atMost(MOST, IDLE_SECONDS, new LinkedBlockingQueue<>(), FACTORY);
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, FACTORY);
  private final Map<Thread, Long> readers = new HashMap<>();
  private boolean isWatched;

  @Override
  public void execute(Runnable request) {
    threads.execute(() -> read(request));
    watch();
  }

  private void read(Runnable request) {
    begin();
    try {
      request.run();
    } finally {
      hasRead();
    }
  }

  private synchronized void begin() {
    readers.put(Thread.currentThread(), System.nanoTime());
  }

  /** The request of this thread is there as a whole: from now on nobody cuts it off. */
  synchronized void hasRead() {
    readers.remove(Thread.currentThread());
    Thread.interrupted(); // it came at the last moment, and would close the connection now
  }

  private synchronized void watch() {
    if (!isWatched && isWaitedFor()) {
      isWatched = true;
      var ignored = timer.schedule(this::makeRoom, PATIENCE, TimeUnit.NANOSECONDS);
    }
  }

  private boolean isWaitedFor() {
    return !threads.getQueue().isEmpty();
  }

  /** A thread that is interrupted while it reads from a channel closes it. */
  private synchronized void makeRoom() {
    isWatched = false;
    if (isWaitedFor()) {
      long latest = System.nanoTime() - PATIENCE;
      readers.forEach(
          (thread, since) -> {
            if (since - latest <= 0) {
              thread.interrupt();
            }
          });
    }
    watch();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    threads.shutdownNow();
  }
}
