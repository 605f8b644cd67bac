package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.Limits;
import java.io.IOException;

/** Lets clients that say nothing go before they hold a handler. */
final class FirstByte {
  /**
   * From a deferred listener they have been silent for the time already, but for those that the
   * kernel does not defer while it is flooded: their request may be right behind. Thousands may
   * come at one time, with others behind them, so it is short.
   */
  private static final long GRACE_MILLIS = 2;

  private final InheritedSockets sockets;
  private final Limits limits;
  private final Long millis;
  private final Long grace;

  FirstByte(InheritedSockets sockets, Limits limits) {
    this.sockets = sockets;
    this.limits = limits;
    this.millis = limits.firstByteMillis();
    this.grace = Math.min(GRACE_MILLIS, millis);
  }

  /** Whether the client has spoken, or left, in time. */
  boolean came(Accepted accepted) throws IOException {
    return millis == 0 || sockets.readable(accepted.socket(), patience(accepted));
  }

  /** Whether there is a limit at all. */
  boolean isSet() {
    return millis > 0;
  }

  /** Milliseconds that this client has. */
  Long patience(Accepted accepted) {
    return limits.deferred().contains(accepted.listener()) ? grace : millis;
  }
}
