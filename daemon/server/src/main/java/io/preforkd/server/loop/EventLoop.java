package io.preforkd.server.loop;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One thread that waits for descriptors, deadlines and tasks.
 *
 * <p>A turn: it polls, calls the watches that have something, rings the {@link Alarm}s that were
 * due before the poll began, runs the tasks handed in by {@link #execute}. A fault in any of them
 * is reported and hurts no other.
 */
public final class EventLoop {

  private final Consumer<Throwable> faults;
  private final Alarms alarms = new Alarms();
  private final Pace pace = new Pace();
  private final Map<Integer, FdWatch> watched = new HashMap<>();
  private final SingleThreadIoEventLoop netty;
  private long turn;

  /**
   * Makes a loop over epoll; its thread starts with the first task.
   *
   * @param threadName how stack dumps call it
   * @param faults told what a handler, an alarm or a task threw, on the loop's thread
   */
  public EventLoop(String threadName, Consumer<Throwable> faults) {
    this(threadName, faults, thread -> EpollIoHandler.newFactory().newHandler(thread));
  }

  /** The same over the JDK's selectors, for any system: it watches channels, not descriptors. */
  public static EventLoop overNio(String threadName, Consumer<Throwable> faults) {
    return new EventLoop(
        threadName, faults, thread -> NioIoHandler.newFactory().newHandler(thread));
  }

  private EventLoop(
      String threadName,
      Consumer<Throwable> faults,
      Function<ThreadAwareExecutor, IoHandler> poller) {
    this.faults = faults;
    IoHandlerFactory factory =
        thread -> new AlarmingIoHandler(poller.apply(thread), alarms, pace, () -> turn++);
    this.netty =
        new SingleThreadIoEventLoop(
            null, (Runnable body) -> new FastThreadLocalThread(body, threadName), factory);
  }

  /** The clock of the deadlines: nanoseconds that only differences of mean something. */
  public long now() {
    return System.nanoTime();
  }

  /**
   * Runs a task on the loop's thread, after those handed in before; from any thread.
   *
   * @throws java.util.concurrent.RejectedExecutionException once the loop was stopped
   */
  public void execute(Runnable task) {
    netty.execute(() -> guarded(task));
  }

  /**
   * Lets the next poll begin at once, where a busy loop would gather events for 100 us: for work
   * that a client waits for, and of which every part comes through this loop.
   */
  public void hurry() {
    requireInLoop();
    pace.hurry();
  }

  /** Whether the caller is the loop's thread. */
  public boolean inLoop() {
    return netty.inEventLoop();
  }

  /** An alarm that is not set yet; make one per purpose, once. */
  public Alarm alarm(Runnable task) {
    return new Alarm(this, alarms, task);
  }

  /**
   * Watches a descriptor; the watch starts disarmed.
   *
   * @throws IllegalStateException if it is watched already: a watch was not closed before its
   *     descriptor
   */
  public FdWatch watch(int fd, FdHandler handler) {
    requireInLoop();
    if (watched.containsKey(fd)) {
      throw new IllegalStateException("descriptor " + fd + " is watched already");
    }
    FdWatch watch = new FdWatch(this, fd, handler);
    watched.put(fd, watch);
    return watch;
  }

  /**
   * Watches a listening channel, which does not block, on a loop over NIO; the watch starts
   * disarmed.
   */
  public ChannelWatch watch(ServerSocketChannel channel, Runnable whenPending) {
    requireInLoop();
    return new ChannelWatch(this, channel, whenPending);
  }

  /**
   * Ends the watch of a descriptor, if there is one: for whoever watched it and then could not go
   * on.
   */
  public void unwatch(int fd) {
    FdWatch watch = watched.get(fd);
    if (watch != null) {
      watch.close();
    }
  }

  /**
   * Ends the loop after this turn, from any thread; returns at once. Watches end with it, their
   * descriptors stay open.
   */
  public void stop() {
    var ignored = netty.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
  }

  /**
   * Waits until the loop has ended; not on its own thread.
   *
   * @return false if it still runs after {@code timeout}
   */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return netty.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  IoRegistration register(IoHandle handle) {
    return netty.register(handle).syncUninterruptibly().getNow();
  }

  void forget(int fd) {
    watched.remove(fd);
  }

  /** Counts the polls. */
  long turn() {
    return turn;
  }

  /** Runs a part of what is being done now; a fault in it is reported and hurts no other part. */
  public void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      report(t);
    }
  }

  /** Reports a fault as if it had come out of a handler. */
  public void report(Throwable fault) {
    faults.accept(fault);
  }

  void requireInLoop() {
    if (!inLoop()) {
      throw new IllegalStateException(
          "only for the loop's thread, but called by " + Thread.currentThread().getName());
    }
  }
}
