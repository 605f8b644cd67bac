package io.preforkd.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A listening socket: its accept queue, and a level-triggered readiness that answers one watch
 * once.
 */
final class SimulatedListener {
  private final Agenda agenda;
  private final Dice dice;
  private final Latency latency;
  private final int limit;
  private final Census census;
  private final Runnable pending;
  private final Runnable arrived;
  private final Deque<Client> queue = new ArrayDeque<>();
  private boolean armed;
  private int watcher;
  private boolean shut;
  private boolean closed;
  private int accepted;

  SimulatedListener(
      Agenda agenda,
      Dice dice,
      Latency latency,
      int limit,
      Census census,
      Runnable pending,
      Runnable arrived) {
    this.agenda = agenda;
    this.dice = dice;
    this.latency = latency;
    this.limit = limit;
    this.census = census;
    this.pending = pending;
    this.arrived = arrived;
  }

  /** A client's first packet; his handshake goes on even if the door is shut meanwhile. */
  void connect(Client client) {
    if (shut) {
      client.becomes(Client.Fate.REFUSED, census);
    } else {
      agenda.in(dice.between(0, latency.handshake()), () -> arrive(client));
    }
  }

  private void arrive(Client client) {
    if (isFull()) {
      client.becomes(Client.Fate.REFUSED, census);
      return;
    }
    client.becomes(Client.Fate.QUEUED, census);
    if (closed) {
      client.becomes(Client.Fate.RESET, census);
    } else {
      queue.add(client);
      fire();
      arrived.run();
    }
  }

  /** The client gives up while he waits; only some kernels then forget him. */
  void abandon(Client client, boolean forgotten) {
    if (forgotten && queue.remove(client)) {
      client.becomes(Client.Fate.ABANDONED, census);
    } else {
      client.hangUp();
    }
  }

  void watch() {
    armed = true;
    if (!queue.isEmpty()) {
      fire();
    }
  }

  private void fire() {
    if (armed) {
      armed = false;
      int told = watcher;
      agenda.in(dice.between(0, latency.wake()), () -> tell(told));
    }
  }

  private void tell(int told) {
    if (told == watcher) {
      pending.run();
    }
  }

  /** Whoever watched is no more, and what he was about to be told is lost. */
  void forgetWatch() {
    armed = false;
    watcher++;
  }

  /** The client at the head of the queue, or null: EAGAIN. */
  Client accept() {
    Client client = queue.poll();
    if (client != null) {
      accepted++;
      client.becomes(Client.Fate.ACCEPTED, census);
    }
    return client;
  }

  boolean isShut() {
    return shut;
  }

  boolean isFull() {
    return queue.size() >= limit;
  }

  int queued() {
    return queue.size();
  }

  int accepted() {
    return accepted;
  }

  void shut() {
    shut = true;
  }

  void close() {
    closed = true;
    queue.forEach(client -> client.becomes(Client.Fate.RESET, census));
    queue.clear();
  }
}
