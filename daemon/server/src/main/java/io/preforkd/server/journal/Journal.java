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
import io.preforkd.server.background.Helpers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all pools of the daemon were told and what they decided. Before the first pool is opened,
 * and unless a method says otherwise, from then on on the loop's thread only.
 */
public final class Journal implements Keeper {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private final EntryWriter form;
  private final Consumer<Throwable> faults;
  private final ThreadFactory threads;
  private final Recorder recorder;
  private final MemoryJournal memory = new MemoryJournal();
  private final Decisions decisions = new Decisions();
  private final Drops drops = new Drops();
  private Optional<JournalSettings> wanted = Optional.empty();
  private Optional<DiskJournal> disk = Optional.empty();
  private Optional<DiskJournal> lastDisk = Optional.empty();
  private boolean hasBegun;

  /**
   * @param quota of all pools
   * @param version of the program
   * @param faults told what goes wrong in a way that nobody foresaw, on a thread of the journal
   */
  public Journal(Quota quota, String version, Consumer<Throwable> faults) {
    this(quota, version, faults, Helpers.named("journal"));
  }

  /**
   * @param threads of the writers
   */
  Journal(Quota quota, String version, Consumer<Throwable> faults, ThreadFactory threads) {
    this.form = new EntryWriter(version);
    this.faults = faults;
    this.threads = threads;
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

  /**
   * Writes to this file from now on, or to none. If the system refuses the thread that this needs,
   * it is told, and nothing is written until this is called again.
   */
  public void writeTo(Optional<JournalSettings> settings) {
    wanted = settings;
    if (settings.equals(disk.map(DiskJournal::settings))) {
      return;
    }
    disk.ifPresent(DiskJournal::end);
    disk = Optional.empty();
    if (hasBegun) {
      startOnDisk();
    }
  }

  private void startOnDisk() {
    disk = wanted.flatMap(this::started);
    lastDisk = disk.or(() -> lastDisk);
  }

  private Optional<DiskJournal> started(JournalSettings to) {
    try {
      DiskJournal next = new DiskJournal(to, form, drops, faults, threads, lastDisk);
      next.start(recorder.snapshot());
      return Optional.of(next);
    } catch (OutOfMemoryError e) { // among others if the system has no thread for us
      LOG.warn(
          "journal {} is not written: the daemon cannot start a thread: {}; its entries are dropped"
              + " until a reload",
          to.file(),
          e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void begin() {
    hasBegun = true;
    memory.begin(recorder.snapshot());
    startOnDisk();
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
    } else if (wanted.isPresent()) {
      drops.add(1);
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
    wanted = Optional.empty();
    disk = Optional.empty();
    if (lastDisk.isPresent()) {
      lastDisk.get().end();
      lastDisk.get().awaitEnd(limit);
    }
  }
}
