package io.preforkd.worker.runtime;

import java.io.IOException;

/** Lets clients that say nothing go before they hold a handler. */
final class FirstByte {
  private final InheritedSockets sockets;
  private final Long millis;

  /**
   * @param millis how long to wait for the first byte; 0 not to wait at all
   */
  FirstByte(InheritedSockets sockets, long millis) {
    this.sockets = sockets;
    this.millis = millis;
  }

  /** Whether the client has spoken, or left, in time. */
  boolean came(Accepted accepted) throws IOException {
    return millis == 0 || sockets.readable(accepted.socket(), millis);
  }
}
