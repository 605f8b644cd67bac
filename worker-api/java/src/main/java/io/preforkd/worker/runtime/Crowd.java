package io.preforkd.worker.runtime;

import io.preforkd.worker.protocol.Verb;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What a child with many connections tells its parent of them, PROTOCOL.md section 12. Covered by
 * the lock of {@link ManyOrders}.
 */
final class Crowd {
  /** Nothing is left to tell, or nothing before the parent is heard again. */
  static final long NOTHING = -1;

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private final BackChannel channel;
  private final Tally tally;
  private long toldAccepted;
  private long toldEnded;
  private long toldAt;

  Crowd(BackChannel channel, Tally tally) {
    this.channel = channel;
    this.tally = tally;
    this.toldAt = System.nanoTime() - PAUSE;
  }

  /** Connections in hand. */
  long size() {
    return tally.accepted() - tally.ended();
  }

  /** Answers an order, or the end of accepting freely; waits for room. */
  void answer() {
    toldAccepted = tally.accepted();
    channel.send(Verb.ACCEPTED, (int) toldAccepted);
  }

  /**
   * Tells what has not been told yet, as far as there is room and the last time is long enough ago.
   * Ends are not told before the connections are.
   *
   * @return nanoseconds until it is to be tried again, or {@link #NOTHING}
   */
  long tell() throws IOException {
    if (toldAccepted < tally.accepted()) {
      if (!channel.hasRoom()) {
        return NOTHING;
      }
      answer();
    }
    return toldEnded < tally.ended() ? tellEnded(System.nanoTime()) : NOTHING;
  }

  private long tellEnded(long now) throws IOException {
    if (now - toldAt < PAUSE) {
      return toldAt + PAUSE - now;
    }
    if (channel.hasRoom()) {
      toldAt = now;
      toldEnded = tally.ended();
      channel.send(Verb.ENDED, (int) toldEnded);
    }
    return NOTHING;
  }
}
