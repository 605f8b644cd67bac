package io.preforkd.server.journal;

import io.preforkd.config.JournalSettings;
import io.preforkd.pool.journal.Entry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/** The loop's end of a journal on disk. */
final class DiskJournal {
  private final JournalSettings settings;
  private final Handoff handoff;
  private final JournalWriter writer;

  /**
   * @param threads of which it needs one
   * @param before the one whose place this one takes
   */
  DiskJournal(
      JournalSettings settings,
      EntryWriter form,
      Drops drops,
      Consumer<Throwable> faults,
      ThreadFactory threads,
      Optional<DiskJournal> before) {
    this.settings = settings;
    this.handoff = new Handoff(drops);
    this.writer =
        new JournalWriter(
            settings, form, handoff, drops, faults, threads, before.map(former -> former.writer));
  }

  JournalSettings settings() {
    return settings;
  }

  /**
   * Begins to write.
   *
   * @throws OutOfMemoryError among others if the system has no thread for it
   */
  void start(Entry.Snapshot first) {
    handoff.begin(first);
    writer.start();
  }

  void add(Entry entry) {
    handoff.add(entry);
  }

  boolean isSnapshotWanted() {
    return handoff.isSnapshotWanted();
  }

  void begin(Entry.Snapshot snapshot) {
    handoff.begin(snapshot);
  }

  void end() {
    writer.end();
  }

  void awaitEnd(Duration limit) throws InterruptedException {
    writer.awaitEnd(limit);
  }
}
