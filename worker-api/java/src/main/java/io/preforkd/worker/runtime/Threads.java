package io.preforkd.worker.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A thread for each connection in hand: virtual where the JDK has them, from 21 on. This is
 * compiled for JDKs that have not, so they are found by name.
 */
final class Threads {
  private static final String VIRTUAL = "newVirtualThreadPerTaskExecutor";

  private final ExecutorService executor;
  private final boolean areVirtual;

  Threads() {
    ExecutorService virtual = virtual();
    areVirtual = virtual != null;
    executor = areVirtual ? virtual : Executors.newCachedThreadPool(Threads::daemon);
  }

  boolean areVirtual() {
    return areVirtual;
  }

  void execute(Runnable task) {
    executor.execute(task);
  }

  /** Null on a JDK without them; 19 and 20 have the method, and refuse it. */
  private static ExecutorService virtual() {
    try {
      ExecutorService virtual = (ExecutorService) Executors.class.getMethod(VIRTUAL).invoke(null);
      // What wakes such threads needs descriptors, which may be used up later on.
      Class.forName("sun.nio.ch.Poller");
      return virtual;
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "preforkd-serve");
    thread.setDaemon(true);
    return thread;
  }
}
