package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The one answer to a command that the scanner works on: given by the thread that does, or by the
 * watchdog, whoever comes first.
 */
final class Answer {
  private final Desk desk;
  private final Wire wire;
  private final Tally tally;
  private boolean ended;
  private boolean late;

  Answer(Desk desk, Wire wire, Tally tally) {
    this.desk = desk;
    this.wire = wire;
    this.tally = tally;
  }

  /**
   * For the watchdog. The worker is in the scanner, and nobody else writes. It may never come back,
   * so that the connection is counted here.
   */
  synchronized void late(Refusal refusal, Thread worker) {
    if (ended) {
      return;
    }
    late = true;
    desk.log().line(refusal.logLine());
    tell(refusal);
    tally.countBy(desk.counts());
    worker.interrupt();
  }

  private void tell(Refusal refusal) {
    try {
      wire.write(ByteBuffer.wrap(refusal.reply()));
      tally.refused(refusal);
      wire.endOutput();
    } catch (IOException e) {
      desk.log().line("spamd: connection lost: " + e.getMessage());
    }
  }

  /** For the worker: whether it is in time, which it is from then on. */
  synchronized boolean isOurs() {
    ended = true;
    return !late;
  }

  /** For the worker, which is behind the scanner now: an interrupt was meant for that one. */
  synchronized void end() {
    ended = true;
    if (late) {
      Thread.interrupted();
    }
  }
}
