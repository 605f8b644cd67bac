package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.Order;
import io.preforkd.worker.protocol.Verb;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Obeys the parent with many connections at one time, PROTOCOL.md section 12. One thread listens;
 * connections may end on any. What they share is covered by the lock {@code books}, which nobody
 * holds while he waits for the parent or a client.
 */
public final class ManyOrders extends Conversation {
  /** After an accept that failed, as for want of descriptors, which no new client announces. */
  private static final long REST = TimeUnit.MILLISECONDS.toNanos(100);

  private final ReentrantLock books = new ReentrantLock();
  private final int listenerCount;
  private final Tally tally;
  private final Crowd crowd;
  private volatile ManyServer server;
  private long places = 1;
  private boolean free;

  /** Somebody may wait at a listener without being told of again. */
  private boolean hasLeftBehind;

  /** When {@link #onTime} will be called. */
  private long timerAt = TimeLimits.NEVER;

  private int last;

  ManyOrders(
      BackChannel channel,
      Listeners listeners,
      PassedSockets sockets,
      Tally tally,
      int listenerCount) {
    super(channel, listeners, sockets);
    this.tally = tally;
    this.crowd = new Crowd(channel, tally);
    this.listenerCount = listenerCount;
  }

  /** The child has started, and is ready. Its thread is the one that listens from now on. */
  public void open(ManyServer opened, long concurrency) throws IOException {
    turn.lock();
    books.lock();
    try {
      server = opened;
      places = concurrency;
      metrics.tell();
      channel.send(Verb.IDLE, 0);
      if (free && !isDraining()) {
        server.watch(true);
      }
    } finally {
      books.unlock();
    }
  }

  /** Obeys the frames that are there; once they tell to leave, no more are read. */
  public void hear() throws IOException {
    obeyWhatWaits();
    books.lock();
    try {
      tell(); // what found no room before
    } finally {
      books.unlock();
    }
  }

  /** Number of the listeners, whose descriptors are 3 and those that follow. */
  public int listenerCount() {
    return listenerCount;
  }

  /** Whether the child is to leave. */
  public boolean isLeaving() {
    books.lock();
    try {
      return isDraining();
    } finally {
      books.unlock();
    }
  }

  /** Connections that have ended in all. */
  public long ended() {
    books.lock();
    try {
      return tally.ended();
    } finally {
      books.unlock();
    }
  }

  /**
   * A connection has ended, and is closed.
   *
   * @param normally whether the author's code served it well
   * @param nanos how long it was in hand
   * @return whether it was the last one in hand
   */
  public boolean ended(boolean normally, long nanos) throws IOException {
    books.lock();
    try {
      tally.endedAfter(normally, nanos);
      boolean wasLast = crowd.size() == 0;
      if (hasLeftBehind) {
        takeFreely();
      }
      tell();
      return wasLast;
    } finally {
      books.unlock();
    }
  }

  /** The time that {@link ManyServer#later} was told is over. */
  public void onTime() throws IOException {
    books.lock();
    try {
      timerAt = TimeLimits.NEVER;
      if (hasLeftBehind) {
        takeFreely();
      }
      tell();
    } finally {
      books.unlock();
    }
  }

  /** Takes whom it has places for while it accepts freely: a listener tells of each client once. */
  public void takeFreely() throws IOException {
    books.lock();
    try {
      hasLeftBehind = false;
      while (free && !isDraining() && takeOne()) {
        tally.accepted(System.nanoTime());
      }
      tell();
      server.begin();
    } finally {
      books.unlock();
    }
  }

  /**
   * At the end of a connection it is told in any case; here it may go on for long. Without the
   * books: whoever counts may hold locks of his own, for which his other code waits with them.
   */
  @Override
  void metricsChanged() {
    ManyServer started = server;
    if (started != null) {
      started.later(TimeUnit.MILLISECONDS.toNanos(MetricReports.PAUSE_MILLIS));
    }
  }

  @Override
  boolean hasOrder() {
    return false; // none waits: each is carried out when it is read
  }

  @Override
  void order(Order order) throws IOException {
    books.lock();
    try {
      carryOut(order);
    } finally {
      books.unlock();
    }
  }

  @Override
  void pass(Accepted accepted) throws IOException {
    books.lock();
    try {
      if (accepted == null) {
        channel.send(Verb.ERROR, AcceptFailure.EMFILE);
      } else {
        server.adopt(accepted);
        tally.accepted(System.nanoTime());
        crowd.answer();
        server.begin();
      }
    } finally {
      books.unlock();
    }
  }

  /** During the start the first idle report is the answer. */
  @Override
  void acceptFreely(boolean wanted) throws IOException {
    books.lock();
    try {
      if (free != wanted && server != null) {
        server.watch(wanted);
      }
      free = wanted;
      hasLeftBehind &= wanted;
      if (server == null) {
        return;
      }
      if (wanted) {
        takeFreely();
      } else {
        crowd.answer();
      }
    } finally {
      books.unlock();
    }
  }

  /** Epoll goes on telling of a socket that is closed here and open elsewhere. */
  @Override
  void drain() {
    books.lock();
    try {
      if (free && server != null) {
        server.watch(false);
      }
      free = false;
      hasLeftBehind = false;
      super.drain();
      if (server != null) {
        server.drained();
      }
    } finally {
      books.unlock();
    }
  }

  private void carryOut(Order order) throws IOException {
    long most = Math.min(order.count(), places - crowd.size());
    long before = tally.accepted();
    try {
      for (long i = 0; i < most && server.accept(order.listener()); i++) {
        tally.accepted(System.nanoTime());
      }
      crowd.answer();
    } catch (AcceptFailure e) {
      if (tally.accepted() == before) {
        channel.send(Verb.ERROR, e.errno());
      } else {
        crowd.answer();
      }
    }
    server.begin();
  }

  /** One client, from the listener after that of the last one, so that none starves. */
  private boolean takeOne() {
    if (crowd.size() >= places) {
      hasLeftBehind = true;
      return false;
    }
    try {
      return acceptAny();
    } catch (AcceptFailure e) {
      hasLeftBehind = true;
      wakeIn(REST);
      return false;
    }
  }

  private boolean acceptAny() throws AcceptFailure {
    int first = last + 1;
    for (int i = 0; i < listenerCount; i++) {
      last = (first + i) % listenerCount;
      if (server.accept(last)) {
        return true;
      }
    }
    return false;
  }

  /** Whoever is told that all have ended finds what they have counted. */
  private void tell() throws IOException {
    metrics.tell();
    long wait = crowd.tell();
    if (wait != Crowd.NOTHING) {
      wakeIn(wait);
    }
    long untilMetrics = metrics.millisLeft();
    if (untilMetrics != MetricReports.NOTHING) {
      wakeIn(TimeUnit.MILLISECONDS.toNanos(untilMetrics));
    }
  }

  private void wakeIn(long nanos) {
    long at = System.nanoTime() + nanos;
    if (at < timerAt) {
      timerAt = at;
      server.later(nanos);
    }
  }
}
