package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.Order;
import io.preforkd.worker.protocol.ParentHello;
import io.preforkd.worker.protocol.ProtocolException;
import io.preforkd.worker.protocol.SocketReply;
import io.preforkd.worker.protocol.Verb;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hears the parent, from its hello to the drain; what an order means is for the kind of child to
 * say.
 *
 * <p>One lock, {@code turn}, covers every read of the channel together with the accept that follows
 * from it: otherwise a drain read by the {@link Watcher} could close a listener between the main
 * thread's order and its accept, and an order that came before a drain has to be obeyed. The main
 * thread keeps it while it listens.
 */
abstract class Conversation {
  final ReentrantLock turn = new ReentrantLock();
  final BackChannel channel;
  final Listeners listeners;

  /** Null in a pool whose parent accepts nobody. */
  final PassedSockets passedSockets;

  final FurtherSockets further = new FurtherSockets(this);
  final MetricReports metrics = new MetricReports(this);

  /** Written with {@code turn} held, as the next one is. */
  private volatile boolean draining;

  private volatile boolean started;
  private ParentHello hello;

  Conversation(BackChannel channel, Listeners listeners, PassedSockets passedSockets) {
    this.channel = channel;
    this.listeners = listeners;
    this.passedSockets = passedSockets;
  }

  /**
   * Waits for the parent's hello.
   *
   * @return null if the parent wants the child to leave
   */
  final ParentHello awaitHello() throws IOException {
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
   * The handler has started: from now on the child leaves of its own.
   *
   * @return false if it is leaving already, as one that never started
   */
  final boolean started() {
    turn.lock();
    try {
      started = true;
      return !draining;
    } finally {
      turn.unlock();
    }
  }

  /** Whether the main thread is past the handler's start. */
  final boolean hasStarted() {
    return started;
  }

  /** Whether this thread has the turn, and so would wait for itself to listen. */
  final boolean isHeardHere() {
    return turn.isHeldByCurrentThread();
  }

  /** Gives the listeners up, since the child cannot go on. */
  final void leave() {
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
   * Hears the parent in the main thread's stead: waits for a frame and obeys it.
   *
   * @param millis how long to wait; -1 for ever
   * @return false once there is nothing more to hear
   */
  final boolean listenWhileBusy(long millis) throws IOException {
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

  final boolean isDraining() {
    return draining;
  }

  final ParentHello hello() {
    return hello;
  }

  /** There is something to tell of metrics, and there was nothing; any thread. */
  abstract void metricsChanged();

  /** Whether an order waits to be carried out, before which no further frame is to be read. */
  abstract boolean hasOrder();

  /** The parent wants connections to be accepted. */
  abstract void order(Order order) throws IOException;

  /**
   * The parent has passed a connection.
   *
   * @param accepted null if its descriptor has not come
   */
  abstract void pass(Accepted accepted) throws IOException;

  /** The child is to accept without orders, or by orders alone. */
  abstract void acceptFreely(boolean wanted) throws IOException;

  final void obeyWhatWaits() throws IOException {
    while (!hasOrder() && !draining && channel.readable()) {
      obey();
    }
  }

  final void obey() throws IOException {
    if (!channel.read()) {
      drain();
      return;
    }
    switch (channel.verb()) {
      case Verb.ACCEPT -> order(existing(Order.fromPayload(channel.payload())));
      case Verb.CONNECTION -> pass(receive(existing(Order.fromPayload(channel.payload()))));
      case Verb.DRAIN -> drain();
      case Verb.FREE -> acceptFreely(channel.payload() != 0);
      case Verb.PING -> channel.send(Verb.PONG, channel.payload());
      case Verb.LISTEN -> further.answered(SocketReply.parse(channel.body()));
      case Verb.HELLO -> hello = ParentHello.parse(channel.body());
      default -> channel.body(); // A verb of a later version: step over it and its text.
    }
  }

  void drain() {
    draining = true;
    listeners.close();
    further.close();
  }

  private Accepted receive(Order order) throws IOException {
    if (passedSockets == null) {
      throw new ProtocolException("a connection is passed to a child that did not announce it");
    }
    return passedSockets.receive(order.listener());
  }

  private Order existing(Order wanted) throws ProtocolException {
    if (!listeners.has(wanted.listener())) {
      throw new ProtocolException(
          "order for listener " + wanted.listener() + ", which is not here");
    }
    return wanted;
  }
}
