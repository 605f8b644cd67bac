package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The one answer to a command that the scanner works on: given by the thread that does, or by the
 * watchdog, whoever comes first.
 */
final class Answer {
  private final Wire wire;
  private final Log log;
  private boolean ended;
  private boolean late;
  private boolean toldLate;

  Answer(Wire wire, Log log) {
    this.wire = wire;
    this.log = log;
  }

  /** For the watchdog. The worker is in the scanner, and nobody else writes. */
  synchronized void late(Refusal refusal, Thread worker) {
    if (ended) {
      return;
    }
    late = true;
    log.line(refusal.logLine());
    try {
      wire.write(ByteBuffer.wrap(refusal.reply()));
      toldLate = true;
      wire.endOutput();
    } catch (IOException e) {
      log.line("spamd: connection lost: " + e.getMessage());
    }
    worker.interrupt();
  }

  /** For the worker: whether it is in time, which it is from then on. */
  synchronized boolean isOurs() {
    ended = true;
    return !late;
  }

  /** For the worker: whether the client knows that it is late. */
  synchronized boolean isToldLate() {
    return toldLate;
  }

  /** For the worker, which is behind the scanner now: an interrupt was meant for that one. */
  synchronized void end() {
    ended = true;
    if (late) {
      Thread.interrupted();
    }
  }
}
