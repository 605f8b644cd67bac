package io.preforkd.simulation;

import io.preforkd.pool.model.Agenda;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * A listening socket, or one for each slot: its accept queue, and a level-triggered readiness that
 * answers one watch once.
 */
final class SimulatedListener {
  private final Agenda agenda;
  private final Dice dice;
  private final Latency latency;
  private final int limit;
  private final Census census;
  private final Runnable pending;
  private final Runnable arrived;
  private final SlotNews stranded;
  private final List<Deque<Client>> queues = new ArrayList<>();
  private final BitSet steeredTo = new BitSet();
  private final BitSet unlooked = new BitSet();
  private boolean armed;
  private int watcher;
  private boolean shut;
  private boolean closed;
  private int accepted;

  /** Tells of a slot. */
  interface SlotNews {
    void tell(int slot);
  }

  /**
   * @param sockets how many there are: one for all, or one for each slot
   * @param stranded told that somebody waits in a slot where nobody was said to live
   */
  SimulatedListener(
      int sockets,
      Agenda agenda,
      Dice dice,
      Latency latency,
      int limit,
      Census census,
      Runnable pending,
      SlotNews stranded,
      Runnable arrived) {
    for (int i = 0; i < sockets; i++) {
      queues.add(new ArrayDeque<>());
    }
    steeredTo.set(0);
    this.stranded = stranded;
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
      int socket = socket();
      agenda.in(dice.between(0, latency.handshake()), () -> arrive(client, socket));
    }
  }

  /** The kernel's choice, which is made with the first packet. */
  private int socket() {
    int drawn = steeredTo.cardinality() == 1 ? 0 : dice.between(0, steeredTo.cardinality() - 1);
    int socket = steeredTo.nextSetBit(0);
    for (int i = 0; i < drawn; i++) {
      socket = steeredTo.nextSetBit(socket + 1);
    }
    return socket;
  }

  void steer(Set<Integer> sockets) {
    steeredTo.clear();
    sockets.forEach(steeredTo::set);
  }

  private void arrive(Client client, int socket) {
    if (queues.get(socket).size() >= limit) {
      client.becomes(Client.Fate.REFUSED, census);
      return;
    }
    client.becomes(Client.Fate.QUEUED, census);
    if (closed) {
      client.becomes(Client.Fate.RESET, census);
    } else {
      queues.get(socket).add(client);
      fire();
      tellStranded(socket);
      arrived.run();
    }
  }

  /** Has it told once when somebody waits in one of these slots, be it already. */
  void watchVacant(BitSet vacant) {
    unlooked.clear();
    unlooked.or(vacant);
    vacant.stream().forEach(this::tellStranded);
  }

  private void tellStranded(int socket) {
    if (unlooked.get(socket) && !queues.get(socket).isEmpty()) {
      unlooked.clear(socket);
      int told = watcher;
      agenda.in(
          dice.between(0, latency.wake()),
          () -> {
            if (told == watcher) {
              stranded.tell(socket);
            }
          });
    }
  }

  /** The client gives up while he waits; only some kernels then forget him. */
  void abandon(Client client, boolean forgotten) {
    if (forgotten && queues.stream().anyMatch(queue -> queue.remove(client))) {
      client.becomes(Client.Fate.ABANDONED, census);
    } else {
      client.hangUp();
    }
  }

  void watch() {
    armed = true;
    if (queued() > 0) {
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
    unlooked.clear();
    watcher++;
  }

  /** The client at the head of the queue, or null: EAGAIN. */
  Client accept(int socket) {
    Client client = queues.get(socket).poll();
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
    return queued() >= limit;
  }

  int queued() {
    int sum = 0;
    for (Deque<Client> queue : queues) {
      sum += queue.size();
    }
    return sum;
  }

  int queued(int socket) {
    return queues.get(socket).size();
  }

  int accepted() {
    return accepted;
  }

  void shut() {
    shut = true;
  }

  void close() {
    closed = true;
    for (Deque<Client> queue : queues) {
      queue.forEach(client -> client.becomes(Client.Fate.RESET, census));
      queue.clear();
    }
  }
}
