package io.preforkd.worker.runtime;

import java.io.IOException;

/**
 * Accepting without orders, while the parent is away: PROTOCOL.md section 4. Not loaded before the
 * parent asks for it, since few children ever meet that. Covered by the lock of {@link Orders}.
 */
final class FreeAccept {
  /** After an accept that failed, as for want of descriptors, which no new client announces. */
  private static final long REST_MILLIS = 100;

  private final BackChannel channel;
  private final Listeners listeners;
  private final Arrivals arrivals;

  private FreeAccept(BackChannel channel, Listeners listeners, Arrivals arrivals) {
    this.channel = channel;
    this.listeners = listeners;
    this.arrivals = arrivals;
  }

  /** Null if it cannot be had. */
  static FreeAccept begin(BackChannel channel, Listeners listeners) {
    Arrivals arrivals = listeners.arrivalsIfAny();
    return arrivals == null ? null : new FreeAccept(channel, listeners, arrivals);
  }

  /**
   * Takes a client, or waits for one.
   *
   * @param millis how long; -1 for ever
   * @return null if the parent has spoken, or there is nobody and it is to be tried again
   */
  Accepted next(long millis) throws IOException {
    if (channel.readable()) {
      return null;
    }
    try {
      Accepted accepted = listeners.acceptAny();
      if (accepted == null) {
        arrivals.await(millis);
      }
      return accepted;
    } catch (AcceptFailure e) {
      channel.await(REST_MILLIS);
      return null;
    }
  }

  void close() {
    arrivals.close();
  }
}
