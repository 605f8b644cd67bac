package io.preforkd.server.host;

import io.preforkd.server.background.Helpers;
import io.preforkd.server.child.ArchiveOutcome;
import io.preforkd.server.child.ClassArchive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Readies class-data archives one after the other, on a thread that is there only meanwhile: pools
 * do not wait for it.
 */
final class Archivist {
  private static final ThreadFactory THREADS = Helpers.named("archivist");
  private static final long BETWEEN_LOOKS_MS = 20;

  private final ThreadPoolExecutor thread;
  private final List<Runnable> held = new ArrayList<>();
  private ClassArchive current;
  private boolean isDisturbed;
  private boolean isHeld;
  private boolean isStopping;

  /**
   * @param faults told what a job threw, on the archivist's thread
   */
  Archivist(Consumer<Throwable> faults) {
    this.thread = Helpers.oneByOne(job -> newThread(job, faults));
  }

  private static Thread newThread(Runnable job, Consumer<Throwable> faults) {
    Thread made = THREADS.newThread(job);
    made.setUncaughtExceptionHandler((which, fault) -> faults.accept(fault));
    return made;
  }

  /**
   * Readies one after those before it; once stopped, does nothing.
   *
   * @param archive makes it, anew for each try: one that was cancelled remains so
   * @param then told what has become of it, on the archivist's thread, unless stopped meanwhile
   */
  synchronized void ready(Supplier<ClassArchive> archive, Consumer<ArchiveOutcome> then) {
    if (!isStopping) {
      thread.execute(() -> work(archive, then));
    }
  }

  /** Does something else of no hurry, whatever is held; once stopped, does nothing. */
  synchronized void run(Runnable task) {
    if (!isStopping) {
      thread.execute(task);
    }
  }

  private void work(Supplier<ClassArchive> archive, Consumer<ArchiveOutcome> then) {
    Runnable again = () -> ready(archive, then);
    Optional<ClassArchive> begun = begin(archive, again);
    if (begun.isPresent()) {
      outcome(begun.get(), again).ifPresent(then);
    }
  }

  private synchronized Optional<ClassArchive> begin(Supplier<ClassArchive> next, Runnable again) {
    if (isHeld) {
      held.add(again);
    } else if (!isStopping) {
      current = next.get();
    }
    return Optional.ofNullable(current);
  }

  /** Empty if it was not let finish. */
  private Optional<ArchiveOutcome> outcome(ClassArchive archive, Runnable again) {
    boolean finished = false;
    ArchiveOutcome outcome;
    try {
      outcome = archive.ready();
    } finally {
      finished = end(again);
    }
    return finished ? Optional.of(outcome) : Optional.empty();
  }

  /** Whatever has become of it: whoever holds the archivist waits for that. */
  private synchronized boolean end(Runnable again) {
    boolean finished = !isStopping && !isDisturbed;
    if (isDisturbed && isHeld) {
      held.add(again);
    } else if (isDisturbed) {
      again.run();
    }
    current = null;
    isDisturbed = false;
    notifyAll();
    return finished;
  }

  /**
   * Ends the child that is under way, and starts no other until {@link #release}.
   *
   * @return false if it has not ended in this time
   */
  synchronized boolean hold(Duration limit) throws InterruptedException {
    isHeld = true;
    if (current != null) {
      isDisturbed = true;
      current.cancel();
    }
    long deadline = System.nanoTime() + limit.toNanos();
    while (current != null && System.nanoTime() < deadline) {
      wait(BETWEEN_LOOKS_MS);
    }
    return current == null;
  }

  /** Takes up again what was held. */
  void release() {
    List<Runnable> again;
    synchronized (this) {
      isHeld = false;
      again = List.copyOf(held);
      held.clear();
    }
    again.forEach(Runnable::run);
  }

  /** Ends the child that is under way, and starts no other; returns at once. */
  synchronized void stop() {
    isStopping = true;
    thread.shutdown();
    if (current != null) {
      current.cancel();
    }
  }

  /** Waits, once stopped, until nothing is left of what was under way. */
  void awaitEnd(Duration limit) throws InterruptedException {
    var ignored = thread.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
  }
}
