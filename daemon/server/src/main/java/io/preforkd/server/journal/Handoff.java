package io.preforkd.server.journal;

import io.preforkd.pool.journal.Entry;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded queue from the loop to the writer, without locks and without a wake-up: a place that is
 * null is free. What finds no room is dropped, and everything after it until the next snapshot,
 * without which it would be of no use.
 */
final class Handoff {
  private static final int PLACES = 1 << 14;

  private final AtomicReferenceArray<Entry> places = new AtomicReferenceArray<>(PLACES);
  private final Drops drops;
  private int next;
  private int first;
  private volatile boolean isCut = true;
  private volatile boolean isSnapshotWanted;

  Handoff(Drops drops) {
    this.drops = drops;
  }

  /** Of the loop: one more, after those before it. */
  void add(Entry entry) {
    if (isCut || !offer(entry)) {
      isCut = true;
      drops.add(1);
    }
  }

  /** Of the loop: everything as it is now. If there is no room, another one will be wanted. */
  void begin(Entry.Snapshot snapshot) {
    isSnapshotWanted = false;
    isCut = !offer(snapshot);
  }

  private boolean offer(Entry entry) {
    if (places.getAcquire(next) != null) {
      return false;
    }
    places.setRelease(next, entry);
    next = (next + 1) % PLACES;
    return true;
  }

  /** Of the loop: whether the writer waits for a snapshot. */
  boolean isSnapshotWanted() {
    return isSnapshotWanted;
  }

  /** Of the writer: the next one; null if there is none. */
  Entry take() {
    Entry entry = places.getAcquire(first);
    if (entry != null) {
      places.setRelease(first, null);
      first = (first + 1) % PLACES;
    }
    return entry;
  }

  /** Of the writer: another snapshot, please. */
  void wantSnapshot() {
    isSnapshotWanted = true;
  }

  /** Of the writer: whether entries are dropped for want of room. */
  boolean isCut() {
    return isCut;
  }
}
