package io.preforkd.server.thread;

import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.Durations;
import io.preforkd.worker.protocol.BoardLayout;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** A worker's counts: its thread alone writes them, every thread may read. */
final class Tally {
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLongArray services = new AtomicLongArray(Durations.SERVICE);
  private final AtomicLong serviceNanos = new AtomicLong();
  private volatile long acceptedAt;
  private volatile long since;
  private volatile boolean rests;

  void accepted(long now) {
    since = now;
    acceptedAt = now;
    accepted.incrementAndGet();
  }

  void ended(boolean normally, long now) {
    long nanos = Math.max(0, now - acceptedAt);
    services.incrementAndGet(BoardLayout.bucket(nanos));
    serviceNanos.addAndGet(nanos);
    if (normally) {
      finished.incrementAndGet();
    } else {
      failed.incrementAndGet();
    }
  }

  /** How long each connection took. */
  Durations services() {
    return new Durations(
        IntStream.range(0, services.length()).mapToObj(services::get).toList(), serviceNanos.get());
  }

  /** When the last connection was accepted. */
  long lastAccept() {
    return acceptedAt;
  }

  /** Work between two connections begins, or ends. */
  void rests(long now, boolean begins) {
    since = now;
    rests = begins;
  }

  /** Whether it works between two connections. */
  boolean isResting() {
    return rests;
  }

  long acceptedInAll() {
    return accepted.get();
  }

  long endedInAll() {
    return finished.get() + failed.get();
  }

  /** In this order: what has ended was accepted before. */
  BoardCounts counts() {
    long good = finished.get();
    long bad = failed.get();
    return new BoardCounts(accepted.get(), good, bad);
  }

  /** Since when it is at what it does, or {@code now} if it does nothing. */
  long busySince(long now) {
    return rests || counts().open() > 0 ? since : now;
  }

  /** When the connection in hand was accepted, or the work between two begun. */
  long since() {
    return since;
  }
}
