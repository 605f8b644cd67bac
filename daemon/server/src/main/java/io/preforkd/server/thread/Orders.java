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

  /** Held while a start is interrupted, so that nothing that follows it is. */
  private final Object beginning = new Object();

  private volatile boolean hasBegun;
  private Order order;
  private boolean isDraining;
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
  void drain() {
    if (drainsAtStart()) {
      aside(this::interruptStart);
    }
  }

  private synchronized boolean drainsAtStart() {
    isDraining = true;
    notifyAll();
    boolean isStart = !hasBegun;
    isUnwanted |= isStart;
    return isStart;
  }

  private void interruptStart() {
    synchronized (beginning) {
      if (!hasBegun) {
        thread.interrupt();
      }
    }
  }

  /** The start is over: from now on a drain lets the thread finish what it does. */
  void begin() {
    synchronized (beginning) {
      hasBegun = true;
      boolean ignored = !isKilled() && Thread.interrupted();
    }
  }

  /** Whether it was told to leave before it had begun. */
  synchronized boolean isUnwanted() {
    return isUnwanted;
  }

  /** Interrupts it, and closes the connection in hand. */
  void kill() {
    synchronized (this) {
      isKilled = true;
      isDraining = true;
      order = null;
      notifyAll();
    }
    aside(this::strike);
  }

  private void strike() {
    close(inHand());
    thread.interrupt();
  }

  /**
   * Both to close and to interrupt, which closes what the thread waits for, may take as long as the
   * other side wants, with SO_LINGER for example; the loop cannot wait. Without a thread it has to.
   */
  private void aside(Runnable blow) {
    try {
      Thread hand = new Thread(blow, thread.getName() + " (end)");
      hand.setDaemon(true);
      hand.start();
    } catch (OutOfMemoryError e) {
      blow.run();
    }
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
  void hold(Closeable connection) {
    if (isKilledWith(connection)) {
      close(connection);
    }
  }

  private synchronized boolean isKilledWith(Closeable connection) {
    inHand = connection;
    return isKilled;
  }

  private synchronized Closeable inHand() {
    return inHand;
  }

  /** Closes what is in hand. */
  void drop() {
    close(inHand());
    hold(null);
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
