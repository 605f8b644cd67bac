package io.preforkd.simulation;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The listening sockets of a pool, as its children see them. */
final class SimulatedKernel {
  private final List<SimulatedListener> listeners;
  private final Set<SimulatedChild> asleep = new LinkedHashSet<>();

  SimulatedKernel(List<SimulatedListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  SimulatedListener listener(int index) {
    return listeners.get(index);
  }

  /** A non-blocking accept on one listener after the other, from {@code first} on. */
  Client acceptFromAny(int first, int socket) {
    for (int i = 0; i < listeners.size(); i++) {
      Client client = listeners.get((first + i) % listeners.size()).accept(socket);
      if (client != null) {
        return client;
      }
    }
    return null;
  }

  /** Wakes the child as soon as a client comes, as all others that sleep. */
  void sleep(SimulatedChild child) {
    asleep.add(child);
  }

  void wake() {
    List<SimulatedChild> woken = List.copyOf(asleep);
    asleep.clear();
    woken.forEach(SimulatedChild::wake);
  }

  void forgetWatches() {
    listeners.forEach(SimulatedListener::forgetWatch);
  }

  void steer(Set<Integer> sockets) {
    listeners.forEach(listener -> listener.steer(sockets));
  }

  void watchVacant(BitSet slots) {
    listeners.forEach(listener -> listener.watchVacant(slots));
  }

  /** Clients who wait for the child of this slot. */
  int queuedFor(int slot) {
    int sum = 0;
    for (SimulatedListener listener : listeners) {
      sum += listener.queued(slot);
    }
    return sum;
  }

  int queued() {
    int sum = 0;
    for (SimulatedListener listener : listeners) {
      sum += listener.queued();
    }
    return sum;
  }
}
