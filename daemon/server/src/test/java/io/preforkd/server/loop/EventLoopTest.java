package io.preforkd.server.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventLoopTest {

  private static final long MILLISECOND = 1_000_000;

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @Test
  void runsTasksInOrderOnItsThread() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      thread.loop.execute(() -> events.add("first " + thread.loop.inLoop()));
      thread.loop.execute(() -> events.add("second"));
      assertEquals("first true", next());
      assertEquals("second", next());
      assertFalse(thread.loop.inLoop());
    }
  }

  @Test
  void reportsWhatATaskThrowsAndGoesOn() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      thread.loop.execute(
          () -> {
            throw new IllegalStateException("planned");
          });
      thread.run(() -> events.add("alive"));
      assertEquals("alive", next());
      assertEquals("planned", thread.faults.remove(0).getMessage());
    }
  }

  @Test
  void anAlarmRingsOnceAndNotBeforeItsDeadline() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      long deadline = thread.loop.now() + 20 * MILLISECOND;
      Alarm alarm =
          thread.loop.alarm(() -> events.add(thread.loop.now() >= deadline ? "in time" : "early"));
      thread.run(() -> alarm.set(deadline));
      assertEquals("in time", next());
      ringAnother(thread, deadline + 40 * MILLISECOND);
      assertEquals("another", next(), "and not the first one again");
    }
  }

  @Test
  void anAlarmOfTheDistantFutureDoesNotHoldUpASoonerOne() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      Alarm far = thread.loop.alarm(() -> events.add("far"));
      thread.run(() -> far.set(thread.loop.now() + TimeUnit.DAYS.toNanos(365)));
      ringAnother(thread, thread.loop.now() + MILLISECOND);
      assertEquals("another", next());
    }
  }

  @Test
  void anAlarmThatIsMovedRingsAtItsNewDeadlineOnly() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      Alarm moved = thread.loop.alarm(() -> events.add("moved"));
      thread.run(
          () -> {
            long now = thread.loop.now();
            moved.set(now + 5 * MILLISECOND);
            moved.set(now + 60 * MILLISECOND);
          });
      ringAnother(thread, thread.loop.now() + 20 * MILLISECOND);
      assertEquals(List.of("another", "moved"), List.of(next(), next()));
    }
  }

  @Test
  void anAlarmThatIsClearedDoesNotRing() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      Alarm cleared = thread.loop.alarm(() -> events.add("cleared"));
      thread.run(
          () -> {
            cleared.set(thread.loop.now() + 5 * MILLISECOND);
            cleared.clear();
            cleared.clear();
          });
      ringAnother(thread, thread.loop.now() + 20 * MILLISECOND);
      assertEquals("another", next());
    }
  }

  @Test
  void anAlarmThatSetsItselfForThePastLetsTheLoopLive() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      Alarm[] greedy = new Alarm[1];
      greedy[0] = thread.loop.alarm(() -> greedy[0].set(thread.loop.now() - 1));
      thread.run(() -> greedy[0].set(thread.loop.now()));
      thread.run(() -> events.add("alive"));
      assertEquals("alive", next());
    }
  }

  @Test
  void reportsArriveBeforeDeadlinesAreJudgedAfterAStall() throws Exception {
    try (LoopThread thread = new LoopThread();
        Descriptors.Pair channel = Descriptors.socketPair()) {
      Alarm deadline = thread.loop.alarm(() -> events.add("deadline"));
      thread.run(
          () -> {
            FdWatch watch =
                thread.loop.watch(channel.first(), (readable, hangup) -> events.add("report"));
            watch.armOnce();
          });
      thread.run(
          () -> {
            deadline.set(thread.loop.now() + MILLISECOND);
            stallUntil(thread.loop.now() + 5 * MILLISECOND);
            writeByte(channel.second());
          });
      assertEquals(List.of("report", "deadline"), List.of(next(), next()));
    }
  }

  @Test
  void reportsArriveBeforeDeadlinesWhenAHandlerStalls() throws Exception {
    try (LoopThread thread = new LoopThread();
        Descriptors.Pair slow = Descriptors.socketPair();
        Descriptors.Pair channel = Descriptors.socketPair()) {
      Alarm deadline = thread.loop.alarm(() -> events.add("deadline"));
      FdHandler stalls =
          (readable, hangup) -> {
            deadline.set(thread.loop.now() + MILLISECOND);
            stallUntil(thread.loop.now() + 5 * MILLISECOND);
            writeByte(channel.second());
          };
      thread.run(
          () -> {
            thread
                .loop
                .watch(channel.first(), (readable, hangup) -> events.add("report"))
                .armOnce();
            thread.loop.watch(slow.first(), stalls).armOnce();
            writeByte(slow.second());
          });
      assertEquals(List.of("report", "deadline"), List.of(next(), next()));
    }
  }

  @Test
  void takesNothingMoreOnceItIsStopped() throws Exception {
    LoopThread thread = new LoopThread();
    thread.close();
    assertThrows(RejectedExecutionException.class, () -> thread.loop.execute(() -> {}));
  }

  @Test
  void canBeStoppedFromItsOwnThread() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      thread.loop.execute(thread.loop::stop);
      assertTrue(thread.loop.awaitEnd(LoopThread.DEADLINE));
    }
  }

  private void ringAnother(LoopThread thread, long deadline) throws Exception {
    Alarm another = thread.loop.alarm(() -> events.add("another"));
    thread.run(() -> another.set(deadline));
  }

  private String next() throws InterruptedException {
    return String.valueOf(events.poll(10, TimeUnit.SECONDS));
  }

  /** Holds the loop's thread, as a pause of the whole process would. */
  private static void stallUntil(long time) {
    while (System.nanoTime() - time < 0) {
      LockSupport.parkNanos(MILLISECOND);
    }
  }

  private static void writeByte(int fd) {
    try {
      assertEquals(1, new FdIo(fd).write(ByteBuffer.allocateDirect(1)));
    } catch (KernelException e) {
      throw new AssertionError(e);
    }
  }
}
