package io.preforkd.server.thread;

import io.preforkd.server.child.BoardCounts;
import java.util.concurrent.atomic.AtomicLong;

/** A worker's counts: its thread alone writes them, every thread may read. */
final class Tally {
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private volatile long since;
  private volatile boolean rests;

  void accepted(long now) {
    since = now;
    accepted.incrementAndGet();
  }

  void ended(boolean normally) {
    if (normally) {
      finished.incrementAndGet();
    } else {
      failed.incrementAndGet();
    }
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
