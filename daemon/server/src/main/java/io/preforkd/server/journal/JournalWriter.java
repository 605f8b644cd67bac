package io.preforkd.server.journal;

import io.preforkd.config.JournalSettings;
import io.preforkd.pool.journal.Entry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a journal to its file, on a thread of its own. It looks for entries ten times a second, so
 * that the loop need not wake it. While the file cannot be written, entries are dropped, and it is
 * tried again with a snapshot after a pause.
 */
final class JournalWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final long BETWEEN_LOOKS = 100_000_000L;
  private static final long BETWEEN_LINES = 60_000_000_000L;

  private final JournalSettings settings;
  private final EntryWriter form;
  private final Handoff handoff;
  private final Drops drops;
  private final Consumer<Throwable> faults;
  private final JournalFile file;
  private final Retry retry = new Retry();
  private final Thread thread;
  private Optional<JournalWriter> before;
  private long dropsWritten;
  private long unflushed;
  private long unsaid;
  private long saidAt;
  private boolean hasAskedForAnother;
  private String failure = "";
  private volatile boolean mustEnd;

  /**
   * @param threads of which it needs one
   * @param before whose end it waits for: they may have the same file
   */
  JournalWriter(
      JournalSettings settings,
      EntryWriter form,
      Handoff handoff,
      Drops drops,
      Consumer<Throwable> faults,
      ThreadFactory threads,
      Optional<JournalWriter> before) {
    this.settings = settings;
    this.form = form;
    this.handoff = handoff;
    this.drops = drops;
    this.faults = faults;
    this.before = before;
    this.file = new JournalFile(settings);
    this.thread = threads.newThread(this);
  }

  void start() {
    thread.start();
  }

  /** Writes what it has been given, and ends. */
  void end() {
    mustEnd = true;
    LockSupport.unpark(thread);
  }

  void awaitEnd(Duration limit) throws InterruptedException {
    thread.join(limit.toMillis());
  }

  @Override
  public void run() {
    try {
      awaitTheOneBefore();
    } catch (InterruptedException e) {
      return;
    }
    dropsWritten = drops.all();
    while (!mustEnd) {
      drain();
      LockSupport.parkNanos(this, BETWEEN_LOOKS);
    }
    drain();
    close();
  }

  private void awaitTheOneBefore() throws InterruptedException {
    if (before.isPresent()) {
      before.get().thread.join();
      before = Optional.empty();
    }
  }

  private void drain() {
    for (Entry entry = handoff.take(); entry != null; entry = handoff.take()) {
      attempt(entry);
    }
    if (!isBroken()) {
      attemptFlush();
    }
    boolean isReadyAgain = isBroken() ? retry.isDue(System.nanoTime()) : handoff.isCut();
    if (isReadyAgain) {
      handoff.wantSnapshot();
    }
  }

  private boolean isBroken() {
    return !failure.isEmpty();
  }

  private void attempt(Entry entry) {
    try {
      if (entry instanceof Entry.Snapshot snapshot) {
        begin(snapshot);
      } else if (isBroken()) {
        drops.add(1);
      } else {
        append(entry);
      }
    } catch (IOException e) {
      fail(reason(e));
    } catch (RuntimeException e) {
      faults.accept(e);
      fail("a fault in preforkd itself, " + e);
    }
  }

  private void append(Entry entry) throws IOException {
    unflushed++;
    file.append(form.line(entry));
    if (file.isFull() && !hasAskedForAnother) {
      hasAskedForAnother = true;
      handoff.wantSnapshot();
    }
  }

  private void begin(Entry.Snapshot snapshot) throws IOException {
    if (isBroken()) {
      file.cutOff();
    }
    long missing = drops.all() - dropsWritten;
    file.begin(form.line(snapshot, Instant.now(), missing));
    dropsWritten += missing;
    unflushed = 0;
    hasAskedForAnother = false;
    sayThatItGoesOn(missing);
  }

  /** A disk that is too slow again and again is worth a line a minute. */
  private void sayThatItGoesOn(long missing) {
    unsaid += missing;
    boolean wasBroken = isBroken();
    String why = wasBroken ? failure : "the disk is too slow";
    failure = "";
    if (unsaid > 0 && (wasBroken || saidAt == 0 || System.nanoTime() - saidAt > BETWEEN_LINES)) {
      LOG.warn(
          "journal {} goes on: {} entries are missing in it, since {}",
          settings.file(),
          unsaid,
          why);
      unsaid = 0;
      saidAt = System.nanoTime();
    }
  }

  private void attemptFlush() {
    try {
      file.flush();
      unflushed = 0;
    } catch (IOException e) {
      fail(reason(e));
    }
  }

  private static String reason(IOException e) {
    return e.getClass() == IOException.class ? e.getMessage() : e.toString();
  }

  private void fail(String why) {
    drops.add(unflushed);
    unflushed = 0;
    long pause = retry.failed(System.nanoTime());
    if (!isBroken()) {
      LOG.warn(
          "journal {} cannot be written: {}; its entries are dropped until it can. It is tried again in {} s",
          settings.file(),
          why,
          TimeUnit.NANOSECONDS.toSeconds(pause));
    }
    failure = why;
  }

  private void close() {
    try {
      if (isBroken()) {
        file.cutOff();
      }
      file.end();
    } catch (IOException e) {
      LOG.warn("journal {} cannot be closed: {}", settings.file(), reason(e));
    }
  }
}
