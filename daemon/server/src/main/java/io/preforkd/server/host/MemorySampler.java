package io.preforkd.server.host;

import io.preforkd.server.background.Helpers;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the memory of processes, one after the other, on a thread of its own: the kernel walks
 * through all pages of a process for it. After each it pauses for 99 times as long as that took, so
 * that it never needs more than a hundredth of a processor.
 *
 * <p>The kernel may also let it wait without end, for a process that hangs in a page fault, say.
 * Then that thread is left to it, and another one measures the others.
 */
final class MemorySampler {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final long PAUSES = 99;

  /** For one process; the largest need some seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final IntFunction<Optional<MemorySample>> measure;
  private final Consumer<Throwable> faults;
  private final ThreadFactory threads;
  private final long patience;
  private final AtomicReference<Reading> reading = new AtomicReference<>();
  private final Set<Integer> hanging = ConcurrentHashMap.newKeySet();
  private volatile ScheduledThreadPoolExecutor thread;
  private volatile boolean isUnderWay;
  private boolean hasToldOfThread;

  /** A process, and who wants to know. */
  record Subject(int pid, Consumer<MemorySample> then) {}

  /** No two are the same: it is compared by its identity. */
  private static final class Reading {
    private final int pid;
    private final long begun = System.nanoTime();

    private Reading(int pid) {
      this.pid = pid;
    }
  }

  /**
   * Its thread starts with the first process.
   *
   * @param measure how a process is measured; empty if it has ended
   * @param faults told what a measurement threw, on the sampler's thread
   */
  MemorySampler(IntFunction<Optional<MemorySample>> measure, Consumer<Throwable> faults) {
    this(measure, faults, Helpers.named("memory"), PATIENCE);
  }

  /**
   * @param patience with one process
   */
  MemorySampler(
      IntFunction<Optional<MemorySample>> measure,
      Consumer<Throwable> faults,
      ThreadFactory threads,
      Duration patience) {
    this.measure = measure;
    this.faults = faults;
    this.threads = threads;
    this.patience = patience.toNanos();
    this.thread = anotherThread();
  }

  private ScheduledThreadPoolExecutor anotherThread() {
    return new ScheduledThreadPoolExecutor(1, threads, new DiscardPolicy());
  }

  /** Whether the last round has not come to its end. */
  boolean isUnderWay() {
    return isUnderWay;
  }

  /**
   * Ends a round that waits too long for one process, which is left out from then on, until the
   * kernel has answered. By whoever begins rounds.
   */
  void giveUpWhatHangs() {
    Reading current = reading.get();
    if (current == null || System.nanoTime() - current.begun < patience) {
      return;
    }
    hanging.add(current.pid);
    if (!reading.compareAndSet(current, null)) {
      hanging.remove(current.pid); // the answer was faster
      return;
    }
    LOG.warn(
        "the memory of process {} cannot be measured, since the kernel does not answer: no"
            + " max-memory holds for it until it does",
        current.pid);
    thread.shutdown();
    thread = anotherThread();
    isUnderWay = false;
  }

  /**
   * Measures each of them once; only if no round is under way. Who wants to know is told on the
   * sampler's thread, unless the process has ended. If the system has no thread for it, that is
   * told, and no round is under way.
   */
  void begin(List<Subject> subjects) {
    List<Subject> willing = subjects.stream().filter(it -> !hanging.contains(it.pid())).toList();
    if (!willing.isEmpty() && hasThread()) {
      isUnderWay = true;
      ScheduledThreadPoolExecutor mine = thread;
      mine.execute(() -> next(mine, willing.iterator()));
    }
  }

  /** Before there is a task, which would stay in the queue. */
  private boolean hasThread() {
    try {
      thread.prestartCoreThread();
      hasToldOfThread = false;
      return true;
    } catch (OutOfMemoryError e) { // among others if the system has no thread for us
      if (!hasToldOfThread) {
        LOG.warn(
            "the memory of children is not measured: the daemon cannot start a thread: {}; it is"
                + " tried again every second",
            e.getMessage());
      }
      hasToldOfThread = true;
      return false;
    }
  }

  private void next(ScheduledThreadPoolExecutor mine, Iterator<Subject> rest) {
    if (!rest.hasNext()) {
      isUnderWay = false;
      return;
    }
    Subject subject = rest.next();
    Reading own = new Reading(subject.pid());
    reading.set(own);
    guarded(subject);
    if (!reading.compareAndSet(own, null)) {
      hanging.remove(subject.pid()); // it was given up, and others are measured elsewhere
      return;
    }
    long pause = PAUSES * (System.nanoTime() - own.begun);
    var ignored = mine.schedule(() -> next(mine, rest), pause, TimeUnit.NANOSECONDS);
  }

  private void guarded(Subject subject) {
    try {
      measure.apply(subject.pid()).ifPresent(subject.then());
    } catch (RejectedExecutionException e) {
      // Whoever wanted to know is ending.
    } catch (RuntimeException | Error e) {
      faults.accept(e);
    }
  }

  /** Ends it for good; what is under way is not told any more. */
  void stop() {
    thread.shutdownNow();
  }
}
