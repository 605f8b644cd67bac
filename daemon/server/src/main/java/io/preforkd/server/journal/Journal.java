package io.preforkd.server.journal;

import io.preforkd.config.JournalSettings;
import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.journal.Entry;
import io.preforkd.pool.journal.Keeper;
import io.preforkd.pool.journal.Recorder;
import io.preforkd.pool.journal.Track;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What all pools of the daemon were told and what they decided. Before the first pool is opened,
 * and unless a method says otherwise, from then on on the loop's thread only.
 */
public final class Journal implements Keeper {
  private final EntryWriter form;
  private final Consumer<Throwable> faults;
  private final Recorder recorder;
  private final MemoryJournal memory = new MemoryJournal();
  private final Decisions decisions = new Decisions();
  private final Drops drops = new Drops();
  private Optional<DiskJournal> disk = Optional.empty();
  private Optional<DiskJournal> lastDisk = Optional.empty();
  private boolean hasBegun;

  /**
   * @param quota of all pools
   * @param version of the program
   * @param faults told what goes wrong in a way that nobody foresaw, on a thread of the journal
   */
  public Journal(Quota quota, String version, Consumer<Throwable> faults) {
    this.form = new EntryWriter(version);
    this.faults = faults;
    this.recorder = new Recorder(quota, this);
  }

  /** Keeps what happens to this pool from now on; see {@link Recorder#add}. */
  public Track add(String name, Scaling scaling, Generations generations, Pool pool) {
    return recorder.add(name, scaling, generations, pool);
  }

  /** Gives the quota another limit. */
  public void limit(int children) {
    recorder.limit(children);
  }

  /** Writes to this file from now on, or to none. */
  public void writeTo(Optional<JournalSettings> settings) {
    if (settings.equals(disk.map(DiskJournal::settings))) {
      return;
    }
    disk.ifPresent(DiskJournal::end);
    disk = settings.map(to -> new DiskJournal(to, form, drops, faults, lastDisk));
    lastDisk = disk.or(() -> lastDisk);
    if (hasBegun) {
      disk.ifPresent(next -> next.start(recorder.snapshot()));
    }
  }

  @Override
  public void begin() {
    hasBegun = true;
    memory.begin(recorder.snapshot());
    disk.ifPresent(to -> to.start(recorder.snapshot()));
  }

  @Override
  public void told(Track pool, Entry.Told told) {
    keep(told);
    if (!told.actions().isEmpty()) {
      decisions.note(pool.name(), pool.pool(), told.actions());
    }
  }

  @Override
  public void keep(Entry entry) {
    memory.add(entry);
    if (memory.isFull()) {
      memory.begin(recorder.snapshot());
    }
    if (disk.isPresent()) {
      write(disk.get(), entry);
    }
  }

  private void write(DiskJournal to, Entry entry) {
    to.add(entry);
    if (to.isSnapshotWanted()) {
      to.begin(recorder.snapshot());
    }
  }

  /** The last decisions that a person may ask about, the oldest first. */
  public List<Decision> decisions() {
    return decisions.all();
  }

  /** What is in memory. */
  public JournalText entries() {
    return new JournalText(form, memory.began(), memory.entries());
  }

  /** Entries that should be on disk and are not, since the start; for any thread. */
  public long dropped() {
    return drops.all();
  }

  /**
   * Ends what is on disk; waits until everything is, at most so long. For the loop's thread, or for
   * another one once the loop has ended.
   */
  public void close(Duration limit) throws InterruptedException {
    disk = Optional.empty();
    if (lastDisk.isPresent()) {
      lastDisk.get().end();
      lastDisk.get().awaitEnd(limit);
    }
  }
}
