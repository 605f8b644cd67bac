package io.preforkd.simulation;

import java.util.List;

/** The listening sockets of a pool, as its children see them. */
final class SimulatedKernel {
  private final List<SimulatedListener> listeners;

  SimulatedKernel(List<SimulatedListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  SimulatedListener listener(int index) {
    return listeners.get(index);
  }

  /** A non-blocking accept on one listener after the other, from {@code first} on. */
  Client acceptFromAny(int first) {
    for (int i = 0; i < listeners.size(); i++) {
      Client client = listeners.get((first + i) % listeners.size()).accept();
      if (client != null) {
        return client;
      }
    }
    return null;
  }

  void forgetWatches() {
    listeners.forEach(SimulatedListener::forgetWatch);
  }

  int queued() {
    int sum = 0;
    for (SimulatedListener listener : listeners) {
      sum += listener.queued();
    }
    return sum;
  }
}
