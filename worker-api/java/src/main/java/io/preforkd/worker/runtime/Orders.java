package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.Order;
import io.preforkd.worker.protocol.ParentHello;
import io.preforkd.worker.protocol.ProtocolException;
import io.preforkd.worker.protocol.Verb;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Obeys the parent: reports, reads orders, accepts. The main thread does so between connections,
 * the {@link Watcher} during a long one and during a long start, so that a drain or the parent's
 * death closes the listeners at once.
 *
 * <p>One lock, {@code turn}, covers every read of the channel together with the accept that follows
 * from it: otherwise a drain read by the watcher could close a listener between the main thread's
 * order and its accept, and an order that came before a drain has to be obeyed. The main thread
 * keeps it while it is idle; then it is the one that listens.
 */
final class Orders {
  private final ReentrantLock turn = new ReentrantLock();
  private final BackChannel channel;
  private final Listeners listeners;
  private final Tally tally;
  private final boolean board;
  private Order order;
  private boolean selfAccept;
  private boolean draining;
  private boolean started;

  /** The first idle report has been sent, so that the parent counts on answers. */
  private boolean ready;

  /** The main thread has a connection in hand, or has not said yet that it is done. */
  private boolean serving;

  /** Null while the child works by orders. */
  private FreeAccept free;

  private ParentHello hello;

  Orders(BackChannel channel, Listeners listeners, Tally tally, boolean board) {
    this.channel = channel;
    this.listeners = listeners;
    this.tally = tally;
    this.board = board;
  }

  /**
   * Waits for the parent's hello.
   *
   * @return null if the parent wants the child to leave
   */
  ParentHello awaitHello() throws IOException {
    turn.lock();
    try {
      while (hello == null && !draining) {
        obey();
      }
      return draining ? null : hello;
    } finally {
      turn.unlock();
    }
  }

  /**
   * The handler has started: from now on the child leaves by way of {@link #next}.
   *
   * @return false if it is leaving already, as one that never started
   */
  boolean started() {
    turn.lock();
    try {
      started = true;
      return !draining;
    } finally {
      turn.unlock();
    }
  }

  /** Whether the main thread is past the handler's start. */
  boolean hasStarted() {
    turn.lock();
    try {
      return started;
    } finally {
      turn.unlock();
    }
  }

  /** Gives the listeners up, since the child cannot go on. */
  void leave() {
    turn.lock();
    try {
      if (!draining) {
        drain();
      }
    } finally {
      turn.unlock();
    }
  }

  /**
   * Reports idle and waits, for an order or, while it accepts freely, for a client, until there is
   * a connection.
   *
   * @return null if the child has to leave
   */
  Accepted next() throws IOException {
    turn.lock();
    try {
      serving = false;
      reportIdle();
      Accepted accepted = null;
      while (accepted == null && !draining) {
        accepted = free == null || order != null ? byOrder() : freely();
      }
      serving = accepted != null;
      return accepted;
    } finally {
      turn.unlock();
    }
  }

  /**
   * Takes one connection more without a new order, if the last one allowed it and the parent has
   * said nothing since.
   *
   * @return null if there is none, or none may be taken
   */
  Accepted another() throws IOException {
    if (!selfAccept || hasServedEnough()) {
      return null;
    }
    turn.lock();
    try {
      obeyWhatWaits();
      return order == null && !draining && selfAccept ? takeOne() : null;
    } finally {
      turn.unlock();
    }
  }

  /**
   * Whether the child, which has found nobody else, may do something else before it reports idle:
   * the parent wants nothing of it, and is there to order others meanwhile.
   */
  boolean mayRest() throws IOException {
    turn.lock();
    try {
      obeyWhatWaits();
      return order == null && !draining && free == null && !hasServedEnough();
    } finally {
      turn.unlock();
    }
  }

  /**
   * Hears the parent in the main thread's stead: waits for a frame and obeys it.
   *
   * @param millis how long to wait; -1 for ever
   * @return false once there is nothing more to hear
   */
  boolean listenWhileBusy(long millis) throws IOException {
    if (!channel.await(millis) || !turn.tryLock()) {
      return true; // Time is up; or the main thread is back at the channel, and the frame is its
      // own.
    }
    try {
      obeyWhatWaits();
      return !draining;
    } finally {
      turn.unlock();
    }
  }

  /** The parent replaces a child that has; it is for it to say when. */
  private boolean hasServedEnough() {
    long most = hello.limits().connections();
    return most > 0 && tally.accepted() >= most;
  }

  /** A child that accepts freely and keeps its counts on the board has nothing to say. */
  private void reportIdle() throws IOException {
    boolean silent = free != null && board && ready;
    if (!draining && order == null && !silent) {
      report(Verb.IDLE, tally.ended());
      ready = true;
    }
  }

  /**
   * While the child accepts freely the parent may be away: a report for which there is no room is
   * left out, since the next one holds its count, too.
   */
  private void report(byte verb, long count) throws IOException {
    if (free == null || channel.hasRoom()) {
      channel.send(verb, (int) count);
    }
  }

  /**
   * Sleeps in poll, not in the read: the kernel wakes whoever sleeps in a read also when the other
   * end takes in what was written, and each idle report would wake its own sender.
   */
  private Accepted byOrder() throws IOException {
    if (order == null) {
      channel.await();
      obey();
    }
    return order == null ? null : carryOut();
  }

  private Accepted freely() throws IOException {
    Accepted accepted = free.next();
    if (accepted == null) {
      obeyWhatWaits();
    } else {
      countUnasked();
    }
    return accepted;
  }

  private Accepted carryOut() throws IOException {
    Order current = order;
    order = null;
    selfAccept = current.selfAccept();
    checkListener(current);
    try {
      Accepted accepted = listeners.accept(current.listener());
      if (accepted == null) {
        channel.send(Verb.IDLE, (int) tally.ended());
      } else {
        tally.accepted(System.nanoTime());
        channel.send(Verb.BUSY, (int) tally.accepted());
      }
      return accepted;
    } catch (AcceptFailure e) {
      channel.send(Verb.ERROR, e.errno());
      return null;
    }
  }

  private Accepted takeOne() throws IOException {
    try {
      Accepted accepted = listeners.acceptAny();
      if (accepted != null) {
        countUnasked();
      }
      return accepted;
    } catch (AcceptFailure e) {
      return null; // The next order meets the same error, and reports it where the parent expects
      // it.
    }
  }

  private void countUnasked() throws IOException {
    tally.accepted(System.nanoTime());
    if (!board) {
      report(Verb.BUSY, tally.accepted());
    }
  }

  private void obeyWhatWaits() throws IOException {
    while (order == null && !draining && channel.readable()) {
      obey();
    }
  }

  private void obey() throws IOException {
    if (!channel.read()) {
      drain();
      return;
    }
    switch (channel.verb()) {
      case Verb.ACCEPT -> order = Order.fromPayload(channel.payload());
      case Verb.DRAIN -> drain();
      case Verb.FREE -> acceptFreely(channel.payload() != 0);
      case Verb.PING -> channel.send(Verb.PONG, channel.payload());
      case Verb.HELLO -> hello = ParentHello.parse(channel.body());
      default -> channel.body(); // A verb of a later version: step over it and its text.
    }
  }

  private void acceptFreely(boolean wanted) {
    if (!wanted) {
      endFree();
      selfAccept = false;
      answerFree();
    } else if (free == null) {
      free = FreeAccept.begin(channel, listeners);
    }
  }

  private void endFree() {
    if (free != null) {
      free.close();
      free = null;
    }
  }

  /** During the start the first idle report is the answer. */
  private void answerFree() {
    if (serving) {
      channel.send(Verb.BUSY, (int) tally.accepted());
    } else if (ready) {
      channel.send(Verb.IDLE, (int) tally.ended());
    }
  }

  private void drain() {
    draining = true;
    endFree();
    listeners.close();
  }

  private void checkListener(Order wanted) throws ProtocolException {
    if (!listeners.has(wanted.listener())) {
      throw new ProtocolException(
          "order for listener " + wanted.listener() + ", which is not here");
    }
  }
}
