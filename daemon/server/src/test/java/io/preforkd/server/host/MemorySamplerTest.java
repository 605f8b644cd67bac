package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.background.Helpers;
import io.preforkd.server.host.MemorySampler.Subject;
import io.preforkd.server.sys.ProcFs;
import io.preforkd.server.testing.CaughtLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemorySamplerTest {
  private static final int ENDED = 7;
  private static final int FAULTY = 8;

  private final BlockingQueue<Long> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
  private MemorySampler sampler = sampler(MemorySamplerTest::measure);

  private MemorySampler sampler(IntFunction<Optional<MemorySample>> measure) {
    return sampler(measure, Helpers.named("memory"));
  }

  /** It has no patience. */
  private MemorySampler sampler(
      IntFunction<Optional<MemorySample>> measure, ThreadFactory threads) {
    return new MemorySampler(measure, faults::add, threads, Duration.ZERO);
  }

  /** So many bytes as its pid. */
  private static Optional<MemorySample> measure(int pid) {
    if (pid == FAULTY) {
      throw new IllegalStateException("faulty");
    }
    return pid == ENDED ? Optional.empty() : Optional.of(new MemorySample(pid, true));
  }

  @AfterEach
  void stop() {
    sampler.stop();
  }

  @Test
  void tellsOfOneAfterTheOtherWhateverBecomesOfSome() throws Exception {
    sampler.begin(subjects(1, ENDED, 2, FAULTY, 3));
    assertEquals(List.of(1L, 2L, 3L), List.of(next(), next(), next()));
    assertEquals("faulty", faults.remove().getMessage());
  }

  @Test
  void isUnderWayUntilTheLastIsMeasured() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    sampler.stop();
    sampler =
        sampler(
            pid -> {
              await(go);
              return measure(pid);
            });
    sampler.begin(subjects(1));
    assertTrue(sampler.isUnderWay());
    go.countDown();
    assertEquals(1L, next());
    while (sampler.isUnderWay()) {
      Thread.onSpinWait();
    }
    sampler.begin(subjects(2));
    assertEquals(2L, next());
  }

  @Test
  void leavesOutWhatHangsUntilTheKernelAnswers() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch hangs = new CountDownLatch(1);
    sampler.stop();
    sampler =
        sampler(
            pid -> {
              if (pid == 1) {
                hangs.countDown();
                await(go);
              }
              return measure(pid);
            });
    try (CaughtLog log = new CaughtLog()) {
      sampler.begin(subjects(1, 2));
      hangs.await();
      sampler.giveUpWhatHangs();
      assertTrue(log.next().startsWith("WARN the memory of process 1 cannot be measured"));
      assertFalse(sampler.isUnderWay());
      sampler.begin(subjects(1, 3));
      assertEquals(3L, next());
      go.countDown();
      assertEquals(1L, next());
      while (told.isEmpty()) {
        sampler.begin(sampler.isUnderWay() ? List.of() : subjects(1));
        Thread.onSpinWait();
      }
      assertEquals(1L, next());
    }
  }

  @Test
  void triesAgainWhenTheSystemHadNoThread() throws Exception {
    AtomicBoolean isShort = new AtomicBoolean(true);
    sampler.stop();
    sampler =
        sampler(
            MemorySamplerTest::measure,
            body -> {
              if (isShort.get()) {
                throw new OutOfMemoryError("none");
              }
              return Helpers.named("memory").newThread(body);
            });
    try (CaughtLog log = new CaughtLog()) {
      sampler.begin(subjects(1));
      sampler.begin(subjects(1));
      assertFalse(sampler.isUnderWay());
      assertTrue(log.next().contains("the daemon cannot start a thread: none; it is tried again"));
      isShort.set(false);
      sampler.begin(subjects(2));
      assertEquals(2L, next());
      assertEquals(List.of(), List.copyOf(faults));
    }
  }

  @Test
  void hasNothingUnderWayWithoutProcesses() {
    sampler.begin(List.of());
    assertEquals(false, sampler.isUnderWay());
  }

  @Test
  void measuresTheWholeOfThisProcess() {
    MemorySample sample = MemorySample.of((int) ProcessHandle.current().pid()).orElseThrow();
    assertTrue(sample.isProportional());
    assertTrue(sample.bytes() > 1 << 20, sample.toString());
  }

  @Test
  void fallsBackToWhatEverybodyMayKnow() {
    assertEquals(ProcFs.residentSize(1).isPresent(), MemorySample.of(1).isPresent());
  }

  private List<Subject> subjects(int... pids) {
    return IntStream.of(pids)
        .mapToObj(pid -> new Subject(pid, sample -> told.add(sample.bytes())))
        .toList();
  }

  private Long next() throws InterruptedException {
    return told.poll(20, TimeUnit.SECONDS);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
