package io.preforkd.server.host;

import io.preforkd.pool.Blame;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.Event;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Slot;
import io.preforkd.server.child.Child;
import io.preforkd.server.child.ChildEvents;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.child.LeaveReason;
import io.preforkd.server.hook.HookCall;
import io.preforkd.server.sys.WaitStatus;
import io.preforkd.worker.protocol.ChildHello;
import io.preforkd.worker.protocol.MetricReport;
import io.preforkd.worker.protocol.SocketRequest;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Passes on to the core what happens to one child. */
final class ChildReports implements ChildEvents {
  private final PoolHost host;
  private final int slot;
  private final long generation;
  private final PoolLog log;
  private final Counters counters;
  private final Deaths deaths;
  private final Passing passed;
  private final AccessBook access;
  private final Consumer<HookCall> hooks;
  private final SocketManager sockets;
  private final WorkerMetrics metrics;
  private final WaitMeter waits;
  private Child child;
  private ChildId id;

  ChildReports(
      PoolHost host,
      int slot,
      long generation,
      PoolLog log,
      PoolParts parts,
      Deaths deaths,
      Passing passed,
      AccessBook access,
      WaitMeter waits) {
    this.host = host;
    this.slot = slot;
    this.generation = generation;
    this.log = log;
    this.counters = parts.counters();
    this.hooks = parts.hooks();
    this.sockets = parts.sockets();
    this.metrics = parts.metrics();
    this.deaths = deaths;
    this.passed = passed;
    this.access = access;
    this.waits = waits;
  }

  void belongTo(Child mine) {
    child = mine;
    id = mine.id();
  }

  @Override
  public void idle() {
    Slot mine = pool().scoreboard().slot(slot);
    boolean isFirst = !mine.hasBeenIdle();
    Optional<String> lack = isFirst ? lack() : Optional.empty();
    if (lack.isPresent()) {
      brokeProtocol("it has not announced the feature " + lack.get());
      return;
    }
    access.ended(child);
    waits.look(child, host.loopNow());
    host.tell(new Event.ChildIdle(slot, generation, child.counts().accepted()));
    if (isFirst && mine.hasBeenIdle()) {
      long nanos = host.now() - mine.spawnedAt();
      counters.firstIdle(nanos);
      log.firstIdle(id, nanos);
      hooks.accept(HookCall.childStarted(id));
    }
  }

  /** What the pool needs of its children and this one has not announced. */
  private Optional<String> lack() {
    PoolSpec spec = pool().spec();
    boolean isFree = pool().scoreboard().slot(slot).canAcceptFreely();
    if (spec.dispatch().isUnordered() && !isFree) {
      return Optional.of("free, which this dispatch needs");
    }
    if (spec.dispatch().isPassed() && !child.can(ChildHello.PASS)) {
      return Optional.of("pass, which this dispatch needs");
    }
    if (spec.concurrency() > 1 && !child.can(ChildHello.MULTI)) {
      return Optional.of("multi, which concurrency: " + spec.concurrency() + " needs");
    }
    return Optional.empty();
  }

  @Override
  public void busy() {
    passed.taken(slot);
    access.began(child);
    waits.look(child, host.loopNow());
    host.tell(new Event.ChildBusy(slot, generation));
  }

  @Override
  public void opened(long connections) {
    if (connections > pool().scoreboard().slot(slot).opened()) {
      passed.taken(slot);
    }
    waits.look(child, host.loopNow());
    host.tell(new Event.ChildOpened(slot, generation, connections));
  }

  @Override
  public void closed(long connections) {
    host.tell(new Event.ChildClosed(slot, generation, connections));
  }

  @Override
  public void acceptFailed(String why) {
    log.restsAfter(id, why);
    access.ended(child);
    host.tell(new Event.ChildAcceptFailed(slot, generation));
    passed.refused(slot);
  }

  @Override
  public void leaving(LeaveReason reason) {
    log.leaves(id, reason);
    if (reason == LeaveReason.DO_NOT_RESTART) {
      deaths.askedNotToBeRestarted(slot);
    }
    host.tell(new Event.ChildLeaving(slot, generation));
  }

  @Override
  public void needsLonger(long millis) {
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    host.tell(new Event.ChildExtends(slot, generation, nanos));
  }

  @Override
  public void greeted(boolean pong, boolean async, boolean free, boolean multi) {
    host.tell(new Event.ChildGreeted(slot, generation, pong, async, free, multi));
  }

  @Override
  public void pong(int nonce) {
    host.tell(new Event.ChildPong(slot, generation, nonce));
  }

  @Override
  public void asked(SocketRequest request) {
    sockets.answer(child, request);
  }

  @Override
  public void measured(MetricReport report) {
    metrics.measured(id, report);
  }

  @Override
  public void brokeProtocol(String what) {
    log.brokeProtocol(id, what);
    host.tell(new Event.ChildFailed(slot, generation, EndReason.PROTOCOL));
  }

  @Override
  public void unresponsive() {
    log.unresponsive(id);
    host.tell(new Event.ChildFailed(slot, generation, EndReason.UNRESPONSIVE));
  }

  @Override
  public void channelClosed() {
    host.tell(new Event.ChannelClosed(slot, generation));
  }

  @Override
  public void exited(WaitStatus how) {
    metrics.ended(id);
    access.gone(child);
    boolean isUnasked = pool().scoreboard().slot(slot).ending() == null;
    Blame blame = deaths.ended(slot, how, isUnasked);
    host.tell(new Event.ChildExited(slot, generation, blame));
    passed.refused(slot);
  }

  private Pool pool() {
    return host.pool();
  }
}
