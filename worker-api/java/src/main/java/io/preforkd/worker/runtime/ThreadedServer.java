package io.preforkd.worker.runtime;

import io.preforkd.worker.Handler;
import io.preforkd.worker.WorkerContext;
import io.preforkd.worker.protocol.Limits;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Serves each connection by a call of the handler on a thread of its own. The main thread listens
 * to the parent and accepts.
 */
final class ThreadedServer implements ManyServer {
  private final Handler handler;
  private final InheritedSockets sockets;
  private final Listeners listeners;
  private final PassedSockets passed;
  private final Threads threads = new Threads();
  private final List<Accepted> aside = new ArrayList<>();
  private ManyOrders orders;
  private Place place;
  private InHand.Allowance allowance;
  private TimelyFirstByte firstByte;
  private Timekeeper clock;

  /** Null while it accepts by orders, or has to go on with them for want of a descriptor. */
  private Arrivals arrivals;

  /** Connections and works between them that a thread is busy with; covered by this. */
  private int busy;

  private boolean rests;
  private long restedAt;

  ThreadedServer(
      Handler handler, InheritedSockets sockets, Listeners listeners, PassedSockets passed) {
    this.handler = handler;
    this.sockets = sockets;
    this.listeners = listeners;
    this.passed = passed;
  }

  @Override
  public void start(WorkerContext context) throws Exception {
    handler.start(context);
  }

  @Override
  public void run(ManyOrders itsOrders, Limits limits, Place itsPlace) throws IOException {
    orders = itsOrders;
    place = itsPlace;
    allowance =
        new InHand.Allowance(
            TimeUnit.MILLISECONDS.toNanos(limits.connectionTimeoutMillis()),
            TimeUnit.MILLISECONDS.toNanos(limits.slowMillis()));
    firstByte = new TimelyFirstByte(sockets, limits, threads.areVirtual());
    clock = new Timekeeper(orders, place.identity());
    clock.start();
    orders.open(this, limits.concurrency());
    while (!orders.isLeaving()) {
      await();
    }
    awaitEnds();
  }

  @Override
  public void stop() {
    handler.stop();
  }

  @Override
  public boolean accept(int listener) throws AcceptFailure {
    Accepted accepted = listeners.accept(listener);
    return accepted != null && aside.add(accepted);
  }

  @Override
  public void adopt(Accepted accepted) throws IOException {
    passed.makeBlocking(accepted);
    aside.add(accepted);
  }

  @Override
  public void begin() {
    for (Accepted accepted : aside) {
      submit(new Held(accepted, this, allowance));
    }
    aside.clear();
  }

  @Override
  public void watch(boolean wanted) {
    if (arrivals != null) {
      arrivals.close();
    }
    arrivals = wanted ? listeners.arrivalsIfAny() : null;
  }

  @Override
  public void later(long nanos) {
    clock.tellAfter(nanos);
  }

  @Override
  public void drained() {}

  /** Serves a connection and counts it; any thread. */
  void serve(Held held) {
    boolean normally = false;
    try {
      normally = isServed(held);
    } catch (Exception e) {
      if (!held.isOverdue()) {
        report("connection failed", e);
      }
    } finally {
      close(held);
    }
    done(held, normally);
  }

  /** Work between connections; any thread, one at a time. */
  void rest() {
    try {
      handler.idle();
    } catch (Exception e) {
      report("idle failed", e);
    }
  }

  synchronized void ended(InHand one) {
    clock.remove(one);
    rests &= !(one instanceof Rest);
    busy--;
    notifyAll();
  }

  Place place() {
    return place;
  }

  private void await() throws IOException {
    if (arrivals == null) {
      orders.channel.await();
    } else {
      arrivals.await();
    }
    orders.hear();
    if (arrivals != null) {
      orders.takeFreely();
    }
  }

  private synchronized void awaitEnds() throws IOException {
    try {
      while (busy > 0) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while connections are served", e);
    }
  }

  private synchronized void submit(InHand one) {
    busy++;
    clock.add(one);
    threads.execute(one);
  }

  private boolean isServed(Held held) throws Exception {
    SocketChannel channel = held.open();
    if (held.hasNobody() || !firstByte.came(held.accepted(), channel, held.endsAt())) {
      return false;
    }
    handler.serve(held);
    return true;
  }

  private void close(Held held) {
    try {
      if (passed != null) {
        passed.end(held.accepted());
      }
      held.close();
    } catch (IOException e) {
      report("closing the connection failed", e);
    }
  }

  private void done(Held held, boolean normally) {
    try {
      if (orders.ended(normally, held.age())) {
        restIfWanted();
      }
    } catch (IOException e) {
      Exit.now(Ending.over(e));
    }
  }

  /** The lock of the orders is never taken within ours, which is taken within it. */
  private void restIfWanted() {
    if (place.idleEvery() > 0 && !orders.isLeaving()) {
      rest(orders.ended());
    }
  }

  private synchronized void rest(long ended) {
    if (!rests && ended - restedAt >= place.idleEvery()) {
      restedAt = ended;
      rests = true;
      submit(new Rest(this, allowance));
    }
  }

  private void report(String what, Exception e) {
    System.err.println(place.identity() + " " + StackText.of(what, e));
  }
}
