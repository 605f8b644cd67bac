package io.preforkd.server.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Sockets;
import io.preforkd.server.sys.TcpSockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FdWatchTest {

  private static final int ROUNDS = 5_000;

  private final LoopThread thread = new LoopThread();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private Descriptors.Pair pair;

  @BeforeEach
  void makePair() throws Exception {
    pair = Descriptors.socketPair();
    Descriptors.nonBlocking(pair.first());
    Descriptors.nonBlocking(pair.second());
  }

  @AfterEach
  void closeAll() throws Exception {
    thread.close();
    pair.close();
  }

  @Test
  void firesOncePerArming() throws Exception {
    FdWatch watch = watch(pair.first());
    send();
    thread.run(watch::armOnce);
    assertEquals("readable", next());
    assertFalse(thread.call(watch::isArmed));
    send();
    turns(10);
    assertTrue(events.isEmpty(), "it was not armed again");
    thread.run(watch::armOnce);
    assertEquals("readable", next());
  }

  @Test
  void armsThousandsOfTimes() throws Exception {
    CompletableFuture<Integer> done = new CompletableFuture<>();
    Counter counter = new Counter(done);
    counter.watch = thread.call(() -> thread.loop.watch(pair.first(), counter));
    send();
    thread.run(counter.watch::armOnce);
    assertEquals(ROUNDS, done.get(10, TimeUnit.SECONDS));
  }

  /** Re-arms itself, with the byte left unread, until it was called often enough. */
  private static final class Counter implements FdHandler {
    private final CompletableFuture<Integer> done;
    private FdWatch watch;
    private int count;

    Counter(CompletableFuture<Integer> done) {
      this.done = done;
    }

    @Override
    public void ready(boolean readable, boolean hangup) {
      count++;
      if (count < ROUNDS) {
        watch.armOnce();
      } else {
        done.complete(count);
      }
    }
  }

  @Test
  void firesAtOnceForAConnectionThatWaits() throws Exception {
    int listener =
        TcpSockets.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false, 8);
    int port = Sockets.localAddress(listener).port();
    FdWatch watch = watch(listener);
    try (SocketChannel client =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      turns(10);
      assertTrue(events.isEmpty(), "not armed yet, though it waits: " + client);
      thread.run(watch::armOnce);
      assertEquals("readable", next());
    }
    thread.run(watch::close);
    Descriptors.close(listener);
  }

  @Test
  void staysQuietAfterItWasDisarmedEvenWhenTheOtherSideHangsUp() throws Exception {
    FdWatch watch = watch(pair.first());
    thread.run(watch::armAlways);
    thread.run(watch::disarm);
    send();
    Descriptors.close(pair.second());
    turns(10);
    assertTrue(events.isEmpty());
    thread.run(watch::armOnce);
    assertEquals("readable and hangup", next());
  }

  @Test
  void doesNotKeepTheLoopTurningForADisarmedWatchWhoseOtherSideHungUp() throws Exception {
    FdWatch watch = watch(pair.first());
    thread.run(watch::armAlways);
    thread.run(watch::disarm);
    Descriptors.close(pair.second());
    long before = thread.call(thread.loop::turn);
    Alarm later = thread.loop.alarm(() -> events.add("later"));
    thread.run(() -> later.set(thread.loop.now() + 50_000_000));
    assertEquals("later", next());
    long turns = thread.call(thread.loop::turn) - before;
    assertTrue(turns < 20, turns + " turns");
  }

  @Test
  void firesEveryTurnWhileSomethingIsUnread() throws Exception {
    FdWatch watch = watch(pair.first());
    thread.run(watch::armAlways);
    send();
    assertEquals("readable", next());
    assertEquals("readable", next());
    thread.run(watch::disarm);
  }

  @Test
  void tellsThatTheOtherSideHungUp() throws Exception {
    FdWatch watch = watch(pair.first());
    thread.run(watch::armAlways);
    Descriptors.close(pair.second());
    assertEquals("readable and hangup", next());
    thread.run(watch::close);
  }

  @Test
  void neverHandsAnOldEventToANewWatchOfTheSameNumber() throws Exception {
    try (Descriptors.Pair other = Descriptors.socketPair()) {
      List<FdWatch> watches = new ArrayList<>();
      // Both have something in one poll; whichever handler comes first replaces both watches.
      FdHandler replaceAll =
          (readable, hangup) -> {
            watches.forEach(FdWatch::close);
            events.add("replaced");
            watch(pair.first(), "stale first").armOnce();
            watch(other.first(), "stale second").armOnce();
            thread.loop.execute(() -> events.add("turn is over"));
          };
      thread.run(
          () -> {
            watches.add(thread.loop.watch(pair.first(), replaceAll));
            watches.add(thread.loop.watch(other.first(), replaceAll));
            watches.forEach(FdWatch::armOnce);
            send();
            sendTo(other.second());
          });
      assertEquals("replaced", next());
      assertEquals(
          "turn is over", next(), "the second event was fetched for a watch that is closed");
    }
  }

  @Test
  void closingLeavesTheDescriptorOpenAndFreeToBeWatchedAgain() throws Exception {
    for (int i = 0; i < 100; i++) {
      FdWatch watch = watch(pair.first());
      thread.run(watch::armOnce);
      thread.run(watch::close);
    }
    send();
    FdWatch last = watch(pair.first());
    thread.run(last::armOnce);
    assertEquals("readable", next());
  }

  @Test
  void refusesASecondWatchOfOneDescriptor() throws Exception {
    assertTrue(thread.call(() -> watch(pair.first(), "") != null));
    Exception e = assertThrows(Exception.class, () -> watch(pair.first()));
    assertEquals("descriptor " + pair.first() + " is watched already", e.getCause().getMessage());
  }

  @Test
  void refusesToBeArmedOnceClosed() throws Exception {
    FdWatch watch = watch(pair.first());
    thread.run(watch::close);
    thread.run(watch::close);
    assertThrows(Exception.class, () -> thread.run(watch::armOnce));
  }

  @Test
  void refusesOtherThreads() throws Exception {
    FdWatch watch = watch(pair.first());
    assertThrows(IllegalStateException.class, watch::armOnce);
  }

  @Test
  void reportsWhatAHandlerThrowsAndGoesOn() throws Exception {
    FdWatch watch =
        thread.call(
            () ->
                thread.loop.watch(
                    pair.first(),
                    (readable, hangup) -> {
                      events.add("called");
                      throw new IllegalStateException("planned");
                    }));
    send();
    thread.run(watch::armOnce);
    assertEquals("called", next());
    turns(1);
    assertEquals("planned", thread.faults.remove(0).getMessage());
  }

  private FdWatch watch(int fd) throws Exception {
    return thread.call(() -> watch(fd, ""));
  }

  private FdWatch watch(int fd, String prefix) {
    return thread.loop.watch(
        fd,
        (readable, hangup) ->
            events.add(prefix + (readable ? "readable" : "") + (hangup ? " and hangup" : "")));
  }

  private String next() throws InterruptedException {
    return events.poll(10, TimeUnit.SECONDS);
  }

  /** Each task is run in a turn of its own, after a poll. */
  private void turns(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      thread.run(() -> {});
    }
  }

  private void send() {
    sendTo(pair.second());
  }

  private static void sendTo(int fd) {
    try {
      assertEquals(1, new FdIo(fd).write(ByteBuffer.allocateDirect(1)));
    } catch (KernelException e) {
      throw new AssertionError(e);
    }
  }
}
