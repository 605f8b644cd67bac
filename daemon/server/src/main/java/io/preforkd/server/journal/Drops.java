package io.preforkd.server.journal;

import java.util.concurrent.atomic.LongAdder;

/** Counts entries that are on no disk though they should be. */
final class Drops {
  private final LongAdder all = new LongAdder();

  void add(long entries) {
    all.add(entries);
  }

  /** Since the start of the daemon. */
  long all() {
    return all.sum();
  }
}
