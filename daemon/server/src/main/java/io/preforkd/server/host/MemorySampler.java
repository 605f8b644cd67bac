package io.preforkd.server.host;

import io.preforkd.server.background.Helpers;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Measures the memory of processes, one after the other, on a thread of its own: the kernel walks
 * through all pages of a process for it. After each it pauses for 99 times as long as that took, so
 * that it never needs more than a hundredth of a processor.
 */
final class MemorySampler {
  private static final long PAUSES = 99;

  private final IntFunction<Optional<MemorySample>> measure;
  private final Consumer<Throwable> faults;
  private final ScheduledThreadPoolExecutor thread;
  private volatile boolean isUnderWay;

  /** A process, and who wants to know. */
  record Subject(int pid, Consumer<MemorySample> then) {}

  /**
   * Its thread starts with the first process.
   *
   * @param measure how a process is measured; empty if it has ended
   * @param faults told what a measurement threw, on the sampler's thread
   */
  MemorySampler(IntFunction<Optional<MemorySample>> measure, Consumer<Throwable> faults) {
    this.measure = measure;
    this.faults = faults;
    this.thread = new ScheduledThreadPoolExecutor(1, Helpers.named("memory"), new DiscardPolicy());
  }

  /** Whether the last round has not come to its end. */
  boolean isUnderWay() {
    return isUnderWay;
  }

  /**
   * Measures each of them once; only if no round is under way. Who wants to know is told on the
   * sampler's thread, unless the process has ended.
   */
  void begin(List<Subject> subjects) {
    if (!subjects.isEmpty()) {
      isUnderWay = true;
      thread.execute(() -> next(subjects.iterator()));
    }
  }

  private void next(Iterator<Subject> rest) {
    if (!rest.hasNext()) {
      isUnderWay = false;
      return;
    }
    long begun = System.nanoTime();
    guarded(rest.next());
    long pause = PAUSES * (System.nanoTime() - begun);
    var ignored = thread.schedule(() -> next(rest), pause, TimeUnit.NANOSECONDS);
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
