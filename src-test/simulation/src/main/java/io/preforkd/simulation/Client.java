package io.preforkd.simulation;

import io.preforkd.simulation.rules.Violation;

/** Somebody who connects, and what has become of him. */
final class Client {
  enum Fate {
    CONNECTING,
    QUEUED,
    ACCEPTED,
    SERVED,
    /** The queue was full, or the door shut. */
    REFUSED,
    /** Gave up, and the kernel took him out of the queue. */
    ABANDONED,
    /** The child died under him. */
    LOST,
    /** Was in the queue of a listener that was closed. */
    RESET
  }

  private final long hold;
  private Fate fate = Fate.CONNECTING;
  private boolean hungUp;

  /**
   * @param hold how long serving him takes, nanoseconds
   */
  Client(long hold) {
    this.hold = hold;
  }

  Fate fate() {
    return fate;
  }

  void becomes(Fate next, Census census) {
    if (fate == Fate.SERVED || fate == Fate.LOST) {
      throw new Violation("Client", "is " + next + " a second time");
    }
    census.count(next);
    fate = next;
  }

  /** A client who has gone is accepted like any other, and served in no time. */
  void hangUp() {
    hungUp = true;
  }

  long hold() {
    return hungUp ? 0 : hold;
  }
}
