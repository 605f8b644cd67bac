package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.Limits;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** Lets silent clients go, each waited for on a thread of its own. */
final class TimelyFirstByte {
  private static final Long NOW = 0L;

  private final FirstByte limits;
  private final InheritedSockets sockets;

  /** Null if threads are those of the system. */
  private final Parking parking;

  TimelyFirstByte(InheritedSockets sockets, Limits limits, boolean areVirtual) {
    this.sockets = sockets;
    this.limits = new FirstByte(sockets, limits);
    this.parking = areVirtual && limits.firstByteMillis() > 0 ? new Parking() : null;
  }

  /**
   * Whether the client has spoken, or left, in time.
   *
   * @param endsAt when its connection is over in any case, on the scale of {@link System#nanoTime}
   */
  boolean came(Accepted accepted, SocketChannel channel, long endsAt) throws IOException {
    if (!limits.isSet()) {
      return true;
    }
    long left = TimeUnit.NANOSECONDS.toMillis(endsAt - System.nanoTime());
    long millis = Math.max(1, Math.min(left, limits.patience(accepted)));
    if (parking == null) {
      return sockets.readable(accepted.socket(), millis);
    }
    parking.await(channel, millis);
    return sockets.readable(accepted.socket(), NOW);
  }
}
