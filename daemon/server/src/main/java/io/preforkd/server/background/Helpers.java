package io.preforkd.server.background;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that come as they are needed, and go; no end of the program waits for one. */
public final class Helpers {
  private static final long SECOND = 1;

  private Helpers() {}

  /** Makes threads of this name. */
  public static ThreadFactory named(String name) {
    return body -> {
      Thread thread = new Thread(body, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Does one thing after the other, on a thread that is there only meanwhile. */
  public static ThreadPoolExecutor oneByOne(ThreadFactory threads) {
    return atMost(1, SECOND, new LinkedBlockingQueue<>(), threads);
  }

  /**
   * So many threads.
   *
   * @param idleSeconds after which one goes that has nothing to do
   * @param queue where jobs wait when there are as many
   */
  public static ThreadPoolExecutor atMost(
      int most, long idleSeconds, BlockingQueue<Runnable> queue, ThreadFactory threads) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(most, most, idleSeconds, TimeUnit.SECONDS, queue, threads);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
