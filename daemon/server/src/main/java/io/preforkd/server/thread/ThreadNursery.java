package io.preforkd.server.thread;

import io.preforkd.config.PoolSettings;
import io.preforkd.config.WorkerSettings.ThreadWorker;
import io.preforkd.server.child.Births;
import io.preforkd.server.child.Child;
import io.preforkd.server.child.ChildEvents;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.child.ChildState;
import io.preforkd.server.listen.ChannelListener;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.loop.EventLoop;
import java.io.IOException;
import java.util.List;

/** Starts the children of one pool as threads. */
public final class ThreadNursery implements Births {
  private final EventLoop loop;
  private final Work work;

  private ThreadNursery(EventLoop loop, Work work) {
    this.loop = loop;
    this.work = work;
  }

  /**
   * For an edition of a pool of such a worker.
   *
   * @param listeners channels, as {@link io.preforkd.server.listen.ChannelOpener} opens them
   * @throws IOException if a place of its class path cannot be read
   */
  public static ThreadNursery of(EventLoop loop, PoolSettings pool, List<Listener> listeners)
      throws IOException {
    ThreadWorker worker = (ThreadWorker) pool.worker();
    Work work =
        new Work(
            pool.name(),
            worker.className(),
            HandlerClasses.of(worker),
            worker.settings(),
            listeners.stream().map(ChannelListener.class::cast).toList(),
            pool.connectionTimeout().toNanos(),
            pool.firstByteTimeout().toMillis());
    return new ThreadNursery(loop, work);
  }

  @Override
  public void begin(Expected expected) {
    ThreadChild child;
    try {
      child = start(expected);
    } catch (OutOfMemoryError e) { // among others if the system has no thread for us
      expected.failed().accept(Failure.of("there is no thread for it: " + e.getMessage()));
      return;
    }
    expected.born().accept(child);
  }

  private ThreadChild start(Expected expected) {
    int ours = Math.toIntExact(ProcessHandle.current().pid());
    ChildId id = new ChildId(work.pool(), expected.slot(), expected.generation(), ours);
    Report report = new Report(loop, id, expected.events());
    Tally tally = new Tally();
    Worker worker = new Worker(work, id, report, tally, expected.mostConnections());
    ThreadChild child = new ThreadChild(id, worker.orders(), tally, report);
    worker.orders().thread().start();
    return child;
  }

  /** Nobody is: a child is there as soon as it is asked for. */
  @Override
  public boolean isExpecting(int slot) {
    return false;
  }

  @Override
  public boolean withdraw(int slot, boolean isOverdue) {
    return false;
  }

  @Override
  public Child goOnWith(ChildState state, long mostConnections, ChildEvents events) {
    throw new UnsupportedOperationException("a thread ends with its program");
  }

  @Override
  public void rest() {}

  @Override
  public void letGo() {}

  @Override
  public void close(Runnable then) {
    then.run();
  }
}
