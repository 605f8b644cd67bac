package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.Order;
import io.preforkd.worker.protocol.Verb;
import java.io.IOException;

/**
 * Obeys the parent, one connection at a time: reports, reads orders, accepts. The main thread does
 * so between connections, the {@link Watcher} during a long one and during a long start, so that a
 * drain or the parent's death closes the listeners at once.
 */
final class Orders extends Conversation {
  private final Tally tally;
  private final boolean board;
  private Order order;

  /** What came with the order, if the parent has accepted itself. */
  private Accepted passed;

  private boolean selfAccept;

  /** The first idle report has been sent, so that the parent counts on answers. */
  private boolean ready;

  /** The main thread has a connection in hand, or has not said yet that it is done. */
  private boolean serving;

  /** Null while the child works by orders. */
  private FreeAccept free;

  Orders(
      BackChannel channel, Listeners listeners, PassedSockets sockets, Tally tally, boolean board) {
    super(channel, listeners, sockets);
    this.tally = tally;
    this.board = board;
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
      metrics.tell();
      reportIdle();
      Accepted accepted = null;
      while (accepted == null && !isDraining()) {
        accepted = free == null || order != null ? byOrder() : freely();
        metrics.tell();
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
      metrics.tell();
      obeyWhatWaits();
      return order == null && !isDraining() && selfAccept ? takeOne() : null;
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
      return order == null && !isDraining() && free == null && !hasServedEnough();
    } finally {
      turn.unlock();
    }
  }

  /** The parent replaces a child that has; it is for it to say when. */
  private boolean hasServedEnough() {
    long most = hello().limits().connections();
    return most > 0 && tally.accepted() >= most;
  }

  /** A child that accepts freely and keeps its counts on the board has nothing to say. */
  private void reportIdle() throws IOException {
    boolean silent = free != null && board && ready;
    if (!isDraining() && order == null && !silent) {
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
    if (order == null && channel.await(metrics.millisLeft())) {
      obey();
    }
    return order == null ? null : carryOut();
  }

  private Accepted freely() throws IOException {
    Accepted accepted = free.next(metrics.millisLeft());
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
    try {
      Accepted accepted = passed == null ? listeners.accept(current.listener()) : passed;
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

  /** Whoever waits next, or the watcher of a long connection, sees to it. */
  @Override
  void metricsChanged() {}

  @Override
  boolean hasOrder() {
    return order != null;
  }

  @Override
  void order(Order wanted) {
    order = wanted;
    passed = null;
  }

  /** Another one gets what has not come to us. */
  @Override
  void pass(Accepted accepted) throws IOException {
    if (accepted == null) {
      channel.send(Verb.ERROR, AcceptFailure.EMFILE);
    } else {
      passedSockets.makeBlocking(accepted);
      order = new Order(false, accepted.listener(), 1);
      passed = accepted;
    }
  }

  @Override
  void acceptFreely(boolean wanted) {
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

  @Override
  void drain() {
    endFree();
    super.drain();
  }
}
