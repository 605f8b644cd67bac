package io.preforkd.server.journal;

import io.preforkd.pool.journal.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last entries, in two parts, each of which begins with a snapshot: the older one is dropped as
 * a whole. Loop thread only.
 */
final class MemoryJournal {
  /** Of a part; all of them together are small enough to die young in the daemon's small heap. */
  private static final int ENTRIES = 4096;

  private Instant formerBegan = Instant.EPOCH;
  private Instant began = Instant.EPOCH;
  private Entry[] former = {};
  private Entry[] part = {};
  private int length;

  /** Begins another part. */
  void begin(Entry.Snapshot snapshot) {
    former = part;
    formerBegan = began;
    began = Instant.now();
    part = new Entry[1 + ENTRIES];
    part[0] = snapshot;
    length = 1;
  }

  void add(Entry entry) {
    part[length] = entry;
    length++;
  }

  /** Whether another part must begin before the next entry. */
  boolean isFull() {
    return length == part.length;
  }

  /** When {@link #entries} begin. */
  Instant began() {
    return former.length == 0 ? began : formerBegan;
  }

  /** What it holds, from one snapshot on. */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>(Arrays.asList(former));
    int first = former.length == 0 ? 0 : 1; // what the younger snapshot says follows from the older
    entries.addAll(Arrays.asList(part).subList(first, length));
    return entries;
  }
}
