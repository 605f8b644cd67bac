package io.preforkd.pool.model;

import java.util.ArrayDeque;
import java.util.Deque;

/** A listening socket: who waits, and a readiness that answers one watch once. */
final class AcceptQueue {
  private final Deque<Connection> waiting = new ArrayDeque<>();
  private final int limit;
  private final Runnable ready;
  private boolean isWatched;
  private long turnedAway;

  /**
   * @param ready told once after each {@link #watch} that somebody waits
   */
  AcceptQueue(int limit, Runnable ready) {
    this.limit = limit;
    this.ready = ready;
  }

  void add(Connection client) {
    if (waiting.size() >= limit) {
      turnedAway++;
    } else {
      waiting.add(client);
      tell();
    }
  }

  void watch() {
    isWatched = true;
    tell();
  }

  private void tell() {
    if (isWatched && !waiting.isEmpty()) {
      isWatched = false;
      ready.run();
    }
  }

  /** Who has waited longest, or null. */
  Connection poll() {
    return waiting.poll();
  }

  int size() {
    return waiting.size();
  }

  long turnedAway() {
    return turnedAway;
  }

  /** All who wait. */
  Iterable<Connection> all() {
    return waiting;
  }
}
