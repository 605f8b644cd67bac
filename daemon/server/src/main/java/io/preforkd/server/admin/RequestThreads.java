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
 * sent half a request holds one, and so does whoever does not read the answer. As soon as somebody
 * waits for a thread, all that have had their time for it are cut off: a probe must not fail for
 * them.
 */
final class RequestThreads implements Executor, AutoCloseable {
  static final int MOST = 16;
  private static final long IDLE_SECONDS = 10;
  private static final ThreadFactory FACTORY = Helpers.named("admin");

  /** Requests come in one piece; so long a thread may not get to run on a busy machine. */
  private static final long READING = 200_000_000L;

  /** Most answers fit the socket's buffer; the others go over a network that may be slow. */
  private static final long WRITING = 1_000_000_000L;

  private static final long BETWEEN_LOOKS = READING;

  private final ThreadPoolExecutor threads =
      Helpers.atMost(MOST, IDLE_SECONDS, new LinkedBlockingQueue<>(), FACTORY);
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, FACTORY);

  /** Those that wait for their client, and until when they may. */
  private final Map<Thread, Long> deadlines = new HashMap<>();

  private boolean isWatched;

  @Override
  public void execute(Runnable request) {
    threads.execute(() -> perform(request));
    watch();
  }

  private void perform(Runnable request) {
    waits(READING);
    try {
      request.run();
    } finally {
      waitsNoLonger();
    }
  }

  /** The request of this thread is there as a whole: until it writes nobody cuts it off. */
  void hasRead() {
    waitsNoLonger();
  }

  /** This thread begins to write its answer. */
  void writes() {
    waits(WRITING);
  }

  private synchronized void waits(long time) {
    deadlines.put(Thread.currentThread(), System.nanoTime() + time);
  }

  private synchronized void waitsNoLonger() {
    deadlines.remove(Thread.currentThread());
    Thread.interrupted(); // it came at the last moment, and would close the connection now
  }

  private synchronized void watch() {
    if (!isWatched && isWaitedFor()) {
      isWatched = true;
      var ignored = timer.schedule(this::makeRoom, BETWEEN_LOOKS, TimeUnit.NANOSECONDS);
    }
  }

  private boolean isWaitedFor() {
    return !threads.getQueue().isEmpty();
  }

  /** A thread that is interrupted while it reads from a channel, or writes to it, closes it. */
  private synchronized void makeRoom() {
    isWatched = false;
    if (isWaitedFor()) {
      long now = System.nanoTime();
      deadlines.forEach(
          (thread, deadline) -> {
            if (deadline - now <= 0) {
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
