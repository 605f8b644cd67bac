package io.preforkd.simulation;

import io.preforkd.simulation.rules.Report;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The connections that a parent which accepts has in hand: those that it has given to a child which
 * has not said yet that it took them, and those that came back.
 */
final class HandsOfParent {
  /** The one socket of a listener, which all children have. */
  private static final int ONLY = 0;

  private record Given(Client client, int listener) {}

  private final SimulatedKernel kernel;
  private final Census census;
  private final Map<Long, Given> given = new HashMap<>();
  private final List<Deque<Client>> back = new ArrayList<>();
  private boolean closed;
  private int handedOut;

  HandsOfParent(SimulatedKernel kernel, Census census) {
    this.kernel = kernel;
    this.census = census;
  }

  /** Whether it has one for whom it need not accept. */
  boolean hold(int listener) {
    return !returned(listener).isEmpty();
  }

  /** A client for this generation, or null. */
  Client give(long generation, int listener) {
    Client client = returned(listener).poll();
    if (client == null) {
      client = kernel.listener(listener).accept(ONLY);
    } else {
      handedOut++;
    }
    if (client != null) {
      given.put(generation, new Given(client, listener));
    }
    return client;
  }

  /** A child says, or has died and never will: the listener of the connection that comes back. */
  OptionalInt heard(Report report, long generation) {
    if (report == Report.BUSY || report == Report.OPENED) {
      given.remove(generation);
    }
    boolean isRefused = report == Report.ACCEPT_FAILED || report.isEnd();
    Given refused = isRefused ? given.remove(generation) : null;
    if (refused == null) {
      return OptionalInt.empty();
    }
    returned(refused.listener()).add(refused.client());
    if (closed) {
      drop(refused.listener());
      return OptionalInt.empty();
    }
    return OptionalInt.of(refused.listener());
  }

  /** Nobody will take them any more. */
  void drop(int listener) {
    closed = true;
    returned(listener).forEach(client -> client.becomes(Client.Fate.LOST, census));
    returned(listener).clear();
  }

  /** Clients who came back and wait. */
  int inHand(int listener) {
    return returned(listener).size();
  }

  /** How often one who came back was given to somebody else. */
  int given() {
    return handedOut;
  }

  private Deque<Client> returned(int listener) {
    while (back.size() <= listener) {
      back.add(new ArrayDeque<>());
    }
    return back.get(listener);
  }
}
