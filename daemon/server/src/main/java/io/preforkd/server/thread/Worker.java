package io.preforkd.server.thread;

import io.preforkd.server.child.ChildEvents;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.sys.WaitStatus;
import io.preforkd.server.thread.Orders.Order;
import io.preforkd.worker.BadSettingsException;
import io.preforkd.worker.Handler;
import io.preforkd.worker.runtime.StackText;
import io.preforkd.worker.runtime.StartFault;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * The life of a worker's thread, as that of a process that runs a handler: it starts, reports idle,
 * accepts when it is ordered to, serves, and ends with the exit code that a process would have.
 */
final class Worker implements Runnable {
  private static final int OK = 0;

  /** As of a JVM that was ended by TERM. */
  private static final int KILLED = 143;

  private final Work work;
  private final Report report;
  private final Tally tally;
  private final Context context;
  private final long mostConnections;
  private final Orders orders;
  private Handler handler;
  private boolean selfAccept;
  private int listener;
  private long restedAt;

  /**
   * @param mostConnections after so many it accepts no more by itself; 0: no limit
   */
  Worker(Work work, ChildId id, Report report, Tally tally, long mostConnections) {
    this.work = work;
    this.report = report;
    this.tally = tally;
    this.mostConnections = mostConnections;
    this.context = new Context(id, work.settings(), report);
    this.orders = new Orders("preforkd " + id.pool() + "/" + id.slot(), this);
  }

  Orders orders() {
    return orders;
  }

  @Override
  public void run() {
    int code = StartFault.SOFTWARE;
    try {
      code = live();
    } catch (StartFault e) {
      code = e.exitCode();
      complainOfStart(e);
    } catch (InterruptedException e) {
      code = KILLED;
    } catch (Throwable e) {
      report.say(StackText.of("preforkd worker: ends over an error", e));
    } finally {
      leave(code);
    }
  }

  private void leave(int code) {
    try {
      orders.drop();
    } finally {
      end(code);
    }
  }

  /** Who is told to leave before it has started leaves well, as a process does. */
  private void end(int code) {
    int asked = orders.isUnwanted() ? OK : code;
    int told = orders.isKilled() ? KILLED : asked;
    try {
      context.tellMetrics();
    } finally {
      report.tellSurely(events -> events.exited(new WaitStatus.Exited(told)));
    }
  }

  private int live() throws StartFault, InterruptedException {
    Thread.currentThread().setContextClassLoader(work.classes().loader());
    handler = work.newHandler();
    start();
    orders.begin();
    serve();
    if (!orders.isKilled()) {
      handler.stop();
    }
    return OK;
  }

  private void start() throws StartFault {
    try {
      handler.start(context);
    } catch (BadSettingsException e) {
      throw new StartFault(StartFault.CONFIG, e.getMessage(), e);
    } catch (Exception e) {
      throw new StartFault(
          StartFault.SOFTWARE, StackText.of("start of " + work.className() + " failed", e));
    }
  }

  private void serve() throws InterruptedException {
    for (SocketChannel first = next(); first != null; first = next()) {
      for (SocketChannel client = first; client != null; client = another()) {
        serve(client);
      }
      if (wantsRest() && orders.isQuiet() && !hasServedEnough()) {
        rest();
      }
    }
  }

  /**
   * Reports idle and waits for an order, until there is a connection.
   *
   * @return null if the thread has to end
   */
  private SocketChannel next() throws InterruptedException {
    context.tellMetrics();
    report.tell(ChildEvents::idle);
    for (Order order = orders.await(); order != null; order = orders.await()) {
      selfAccept = order.selfAccept();
      SocketChannel client = obey(order);
      if (client != null) {
        return client;
      }
    }
    return null;
  }

  private SocketChannel obey(Order order) {
    try {
      SocketChannel client = accept(order.listener());
      report.tell(client == null ? ChildEvents::idle : ChildEvents::busy);
      return client;
    } catch (IOException e) {
      report.tell(events -> events.acceptFailed(e.getMessage()));
      return null;
    }
  }

  /** Holds it before anything else can fail, and counts it before anything is read from it. */
  private SocketChannel accept(int index) throws IOException {
    listener = index;
    SocketChannel client = work.listeners().get(index).accept();
    if (client != null) {
      orders.hold(client);
      tally.accepted(System.nanoTime());
    }
    return client;
  }

  /** One more without an order, if the last one allowed it and nothing has been said since. */
  private SocketChannel another() {
    context.tellMetricsAtTimes();
    if (!selfAccept || hasServedEnough() || !orders.isQuiet()) {
      return null;
    }
    try {
      SocketChannel found = null;
      int first = listener + 1;
      for (int i = 0; found == null && i < work.listeners().size(); i++) {
        found = accept((first + i) % work.listeners().size());
      }
      return found;
    } catch (IOException e) {
      return null; // the next order meets the same error, and reports it where it is expected
    }
  }

  private boolean hasServedEnough() {
    return mostConnections > 0 && tally.acceptedInAll() >= mostConnections;
  }

  private void serve(SocketChannel channel) {
    Client client = new Client(channel, listener, report, work.limit(), tally.since());
    boolean normally = false;
    try {
      if (client.hasSpoken(work.firstByteMillis())) {
        handler.serve(client);
        normally = true;
      }
    } catch (Exception e) {
      complain("connection failed", e);
    } finally {
      close(channel);
    }
    if (!orders.isKilled()) { // else it is lost, whatever the handler made of the interruption
      tally.ended(normally, System.nanoTime());
    }
  }

  private void close(SocketChannel channel) {
    orders.hold(null);
    try {
      channel.close();
    } catch (IOException e) {
      complain("closing the connection failed", e);
    }
    clearInterruption();
  }

  /** One that the handler has left behind is no word of ours. */
  private void clearInterruption() {
    boolean ignored = !orders.isKilled() && Thread.interrupted();
  }

  private boolean wantsRest() {
    int every = context.idleEvery();
    return every > 0 && tally.endedInAll() - restedAt >= every;
  }

  private void rest() {
    restedAt = tally.endedInAll();
    tally.rests(System.nanoTime(), true);
    try {
      handler.idle();
    } catch (Exception e) {
      complain("idle failed", e);
    } finally {
      tally.rests(System.nanoTime(), false);
      clearInterruption();
    }
  }

  private void complainOfStart(StartFault fault) {
    if (!orders.isUnwanted()) {
      report.say("preforkd worker: " + fault.getMessage());
    }
  }

  /** Of one that was killed it is known why it failed. */
  private void complain(String what, Exception e) {
    if (!orders.isKilled()) {
      report.say(StackText.of(what, e));
    }
  }
}
