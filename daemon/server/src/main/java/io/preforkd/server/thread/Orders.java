package io.preforkd.server.thread;

import java.io.Closeable;
import java.io.IOException;

/**
 * What the loop wants of a worker's thread. The loop gives, the thread takes; either may call at
 * any time.
 */
final class Orders {
  /** To accept whoever waits at this listener; then, if so, whoever waits at any. */
  record Order(int listener, boolean selfAccept) {}

  private final Thread thread;
  private Order order;
  private boolean isDraining;
  private boolean hasBegun;
  private boolean isUnwanted;
  private boolean isKilled;
  private Closeable inHand;

  /**
   * @param body what the thread does, which has not begun
   */
  Orders(String threadName, Runnable body) {
    thread = new Thread(body, threadName);
    thread.setDaemon(true);
  }

  /** The thread that obeys. */
  Thread thread() {
    return thread;
  }

  synchronized void give(Order wanted) {
    order = wanted;
    notifyAll();
  }

  /** An order that came before is still obeyed; a start is interrupted. */
  synchronized void drain() {
    isDraining = true;
    notifyAll();
    if (!hasBegun) {
      isUnwanted = true;
      thread.interrupt();
    }
  }

  /** The start is over: from now on a drain lets the thread finish what it does. */
  synchronized void begin() {
    hasBegun = true;
    boolean ignored = !isKilled && Thread.interrupted();
  }

  /** Whether it was told to leave before it had begun. */
  synchronized boolean isUnwanted() {
    return isUnwanted;
  }

  /** Interrupts it, and closes the connection in hand. */
  synchronized void kill() {
    isKilled = true;
    isDraining = true;
    order = null;
    notifyAll();
    close(inHand);
    thread.interrupt();
  }

  synchronized boolean isKilled() {
    return isKilled;
  }

  /** Whether there is nothing but the end of the connection to wait for. */
  synchronized boolean isQuiet() {
    return order == null && !isDraining;
  }

  /**
   * Waits for the next order.
   *
   * @return null if the thread has to end
   */
  synchronized Order await() throws InterruptedException {
    while (order == null && !isDraining) {
      wait();
    }
    Order next = order;
    order = null;
    return next;
  }

  /** From now on a kill closes this; null for nothing. */
  synchronized void hold(Closeable connection) {
    inHand = connection;
    if (isKilled) {
      close(connection);
    }
  }

  /** Closes what is in hand. */
  synchronized void drop() {
    close(inHand);
    inHand = null;
  }

  private static void close(Closeable connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        return; // the interruption is on its way in any case
      }
    }
  }
}
