package io.preforkd.server.journal;

import io.preforkd.pool.journal.Entry;
import java.time.Instant;
import java.util.List;

/** A part of a journal whose entries do not change any more; it may be read by any thread. */
public final class JournalText {
  private final EntryWriter form;
  private final Instant began;
  private final List<Entry> entries;

  /**
   * @param began the time of the snapshot that comes first
   */
  JournalText(EntryWriter form, Instant began, List<Entry> entries) {
    this.form = form;
    this.began = began;
    this.entries = entries;
  }

  /** Its lines, with their ends. */
  public String lines() {
    StringBuilder lines = new StringBuilder();
    entries.forEach(entry -> lines.append(line(entry)));
    return lines.toString();
  }

  private String line(Entry entry) {
    return entry instanceof Entry.Snapshot snapshot
        ? form.line(snapshot, began, 0)
        : form.line(entry);
  }
}
