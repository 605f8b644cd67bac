package io.preforkd.pool.model;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** What a journal says of one child: when it accepted connections, and when they ended. */
final class RecordedChild {
  private static final long UNKNOWN = -1;

  private final Accepted accepted;
  private final List<Long> open = new ArrayList<>();
  private final Random lots;
  private OptionalLong spawnedAt;
  private long opened;
  private long closed;

  /**
   * @param lots say which of several connections has ended
   * @param spawnedAt empty if it lived before the journal began
   */
  RecordedChild(Accepted accepted, Random lots, OptionalLong spawnedAt) {
    this.accepted = accepted;
    this.lots = lots;
    this.spawnedAt = spawnedAt;
    opened = spawnedAt.isPresent() ? 0 : UNKNOWN;
    closed = opened;
  }

  /** When it was spawned, if it is known and the child has not been idle since. */
  OptionalLong spawnedAt() {
    return spawnedAt;
  }

  /** It holds none. Those that it took by itself since it was busy shared the time. */
  void idle(long now, long connections) {
    spawnedAt = OptionalLong.empty();
    if (!open.isEmpty()) {
      long many = opened == UNKNOWN ? 1 : Math.max(1, connections - opened);
      long from = open.remove(0);
      for (long i = 0; i < many; i++) {
        accepted.add(from + i * (now - from) / many, (now - from) / many);
      }
    }
    open.clear();
    opened = connections;
    closed = connections;
  }

  /** It holds one; whom it held before is served. */
  void busy(long now) {
    if (!open.isEmpty()) {
      end(0, now);
      opened += opened == UNKNOWN ? 0 : 1;
    }
    open.add(now);
  }

  /** It holds many, and has accepted so many in all. */
  void opened(long now, long connections) {
    for (long i = opened == UNKNOWN ? connections : opened; i < connections; i++) {
      open.add(now);
    }
    opened = connections;
  }

  /** So many of them have ended in all; it does not say which. */
  void closed(long now, long connections) {
    for (long i = closed == UNKNOWN ? connections : closed;
        i < connections && !open.isEmpty();
        i++) {
      end(lots.nextInt(open.size()), now);
    }
    closed = connections;
  }

  /** It is no more, or the journal ends. */
  void ended(long now) {
    while (!open.isEmpty()) {
      end(0, now);
    }
  }

  private void end(int which, long now) {
    long from = open.remove(which);
    accepted.add(from, now - from);
  }
}
