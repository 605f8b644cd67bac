package io.preforkd.worker.runtime;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Listens to the parent while a connection, or the start, takes long. Looks ten times a second
 * whether the main thread has moved on; costs it one volatile store a move and nothing else. A
 * child that is to leave before its handler has started ends here, since nothing is in hand and
 * nobody knows when the start will return.
 *
 * <pre>
 *   parked ---- begin() unparks ---> ticking        a tick: sleep 100 ms, compare moves
 *   ticking --- a tick idle -------> parked         an idle child has no wake-ups
 *   ticking --- a tick in one odd move ---> listening until the parent says something
 *   listening - heard --------------> ticking; after a drain: ended, or before the start: exit
 * </pre>
 */
final class Watcher implements Runnable {
  private static final long FOR_EVER = -1;
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);

  private final Conversation orders;
  private final Thread thread;

  /** Written by the main thread only; odd while it starts or serves a connection. */
  private volatile long moves;

  private volatile boolean parked;

  /** Null during the start. */
  private volatile SlowLog slowLog;

  Watcher(Conversation orders) {
    this.orders = orders;
    this.thread = new Thread(this, "preforkd-watcher");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** From now on slow connections are told of. */
  void tellOfSlow(SlowLog log) {
    slowLog = log;
  }

  /** The main thread begins with the start or with a connection. */
  void begin() {
    move();
    if (parked) {
      LockSupport.unpark(thread);
    }
  }

  /** The main thread has done with it. */
  void end() {
    move();
  }

  @Override
  public void run() {
    int code = listen();
    if (!orders.hasStarted()) {
      Exit.now(code);
    }
  }

  /** Returns with the exit code, should the process have to end here. */
  private int listen() {
    try {
      while (tick()) {
        // all is done by the condition
      }
      return Ending.OK;
    } catch (IOException e) {
      // After the start the main thread meets the same error when it comes back to the channel.
      return orders.hasStarted() ? Ending.OK : Ending.over(e);
    }
  }

  private boolean tick() throws IOException {
    long before = moves;
    LockSupport.parkNanos(TICK);
    if (moves != before) {
      return true;
    }
    if (busy(before)) {
      return hear(before);
    }
    rest(before);
    return true;
  }

  private boolean hear(long move) throws IOException {
    SlowLog log = slowLog;
    boolean more =
        orders.listenWhileBusy(untilMetrics(log == null ? FOR_EVER : log.millisLeft(move)));
    orders.metrics.tell();
    if (log != null && moves == move) {
      log.look(move);
    }
    return more;
  }

  /** Nobody else tells of what a long connection counts. */
  private long untilMetrics(long millis) {
    boolean isLater = millis == FOR_EVER || millis > MetricReports.PAUSE_MILLIS;
    return isLater && orders.metrics.areUsed() ? MetricReports.PAUSE_MILLIS : millis;
  }

  /** The order of the two volatile accesses mirrors begin(): one side always sees the other. */
  private void rest(long before) {
    parked = true;
    while (moves == before) {
      LockSupport.park(this);
    }
    parked = false;
  }

  private static boolean busy(long moves) {
    return (moves & 1) != 0;
  }

  private void move() {
    long next = moves + 1;
    moves = next;
  }
}
