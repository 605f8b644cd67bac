package io.preforkd.server.embed;

import io.preforkd.server.control.Controls;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.host.Daemon;
import java.util.concurrent.CountDownLatch;

/**
 * The end of a server, asked for or not. A thread of its own waits for it and tidies up, so that
 * nobody who is interrupted leaves half of that undone.
 */
final class Ending {
  private final CountDownLatch isOver = new CountDownLatch(1);

  private Ending() {}

  static Ending of(Daemon daemon, Exits exits) {
    Ending ending = new Ending();
    Thread thread = new Thread(() -> ending.await(daemon, exits), "preforkd-end");
    thread.setDaemon(true);
    thread.start();
    return ending;
  }

  private void await(Daemon daemon, Exits exits) {
    try {
      int ignored = daemon.awaitEnd(0);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody else knows this thread", e);
    } finally {
      exits.close();
      isOver.countDown();
    }
  }

  /** Gently; at once if the caller is interrupted. Returns when everything is tidied up. */
  void stop(Controls controls) {
    stop(controls, false);
    boolean wasInterrupted = false;
    while (true) {
      try {
        isOver.await();
        break;
      } catch (InterruptedException e) {
        wasInterrupted = true;
        stop(controls, true);
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stop(Controls controls, boolean now) {
    try {
      controls.stop(now);
    } catch (Refusal e) {
      // It has ended, or is told as soon as the loop has time: the task stays in its queue.
    }
  }
}
