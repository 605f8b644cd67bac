package io.preforkd.server.host;

import io.preforkd.pool.Action;
import io.preforkd.pool.Event;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.Quota;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.loop.Alarm;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.sys.AcceptQueue;
import io.preforkd.server.sys.KernelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs one pool: tells the core what happens and has carried out what it decides. Loop thread only.
 *
 * <p>An action may have an outcome at once, such as a spawn that fails; it is told to the core
 * after all actions of the event that caused it, never in their midst.
 */
final class PoolHost {
  /** The pool line waits this long for further changes, so that a burst is one line. */
  private static final long STATUS_DELAY = 50_000_000L;

  private final String name;
  private final EventLoop loop;
  private final long origin;
  private final Pool pool;
  private final Quota quota;
  private final PoolParts parts;
  private final PoolLog log;
  private final Counters counters = new Counters();
  private final PoolEffects effects;
  private final Alarm deadline;
  private final Alarm statusLine;
  private final Deque<Event> outcomes = new ArrayDeque<>();
  private final Runnable whenChanged;
  private boolean statusIsDue;
  private long lastShape;
  private boolean wasReady;
  private boolean hadEnded;
  private boolean hasHadIdle;
  private Phase phase = Phase.OPEN;

  /** Where the pool is in its life. */
  enum Phase {
    OPEN,
    STOPPING,
    GIVEN_UP
  }

  /**
   * @param whenChanged called whenever the pool has become ready or is so no more, and at its end
   */
  PoolHost(EventLoop loop, Pool pool, Quota quota, PoolParts parts, Runnable whenChanged) {
    this.name = parts.name();
    this.loop = loop;
    this.origin = loop.now();
    this.pool = pool;
    this.quota = quota;
    this.parts = parts;
    this.log = new PoolLog(name);
    this.whenChanged = whenChanged;
    this.effects = new PoolEffects(this, parts, counters, log);
    this.deadline = loop.alarm(() -> tell(new Event.Tick()));
    this.statusLine = loop.alarm(this::writeStatus);
  }

  void open() {
    for (int i = 0; i < parts.listeners().size(); i++) {
      int listener = i;
      parts.listeners().get(i).watchOn(loop, () -> tell(new Event.ConnectionPending(listener)));
    }
    log.opened(pool.spec(), addresses(), parts.worker());
    tell(new Event.Open());
  }

  /** Stops gently; called again, at once. */
  void stop() {
    if (phase == Phase.OPEN) {
      phase = Phase.STOPPING;
      log.shut(addresses());
    }
    tell(new Event.Stop());
  }

  /**
   * A child has died that said that another try is of no use: stops the pool for good, unless
   * others have found work here.
   */
  void giveUp(String why) {
    if (phase == Phase.OPEN && !pool.scoreboard().hasServing()) {
      phase = Phase.GIVEN_UP;
      log.givenUp(why);
      outcomes.add(new Event.Stop());
      outcomes.add(new Event.Stop());
    }
  }

  /** Tells the core of an event and carries out what it decides. */
  void tell(Event event) {
    perform(pool.on(now(), event));
    for (Event outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
      perform(pool.on(now(), outcome));
    }
    setDeadline();
    noteSize();
    noteLife();
  }

  /** An action's outcome: told to the core after the actions that are under way. */
  void later(Event event) {
    outcomes.add(event);
  }

  Pool pool() {
    return pool;
  }

  String name() {
    return name;
  }

  /** The cap over all pools. */
  int quotaLimit() {
    return quota.limit();
  }

  long now() {
    return loop.now() - origin;
  }

  /** A child is idle for the first time. */
  void firstIdle() {
    hasHadIdle = true;
    noteLife();
  }

  /**
   * Whether it has had an idle child, and has not been stopped. One that starts none before a
   * client comes is ready at once: whoever waited for its first child before sending clients would
   * wait for ever.
   */
  boolean isReady() {
    return phase == Phase.OPEN && (hasHadIdle || pool.spec().start() == 0);
  }

  boolean hasEnded() {
    return effects.hasStopped();
  }

  boolean isGivenUp() {
    return phase == Phase.GIVEN_UP;
  }

  /** Looks for faults in the core's books; see {@link Pool#audit}. */
  void audit() {
    pool.audit().forEach(log::inconsistent);
  }

  PoolSnapshot snapshot() {
    Map<String, AcceptQueue.Depth> queues = new LinkedHashMap<>();
    BoardCounts connections = counters.ofTheDead().plus(effects.connections());
    for (Listener listener : effects.openListeners()) {
      depth(listener, queues);
    }
    return new PoolSnapshot(name, pool.status(), counters.counts(), connections, queues, isReady());
  }

  private void perform(List<Action> actions) {
    for (Action action : actions) {
      action.applyTo(effects);
    }
  }

  private void setDeadline() {
    long next = pool.nextDeadline();
    if (next == Long.MAX_VALUE) {
      deadline.clear();
    } else {
      deadline.set(origin + next);
    }
  }

  /** The pool line tells of changes in size, not of every connection. */
  private void noteSize() {
    PoolStatus status = pool.status();
    long shape =
        ((long) status.starting() << 40) | ((long) status.leaving() << 20) | status.living();
    if (shape == lastShape) {
      return;
    }
    lastShape = shape;
    if (!statusIsDue) {
      statusIsDue = true;
      statusLine.set(loop.now() + STATUS_DELAY);
    }
  }

  /** A pool may end without a change in size: when it had no child at that moment. */
  private void noteLife() {
    if (isReady() != wasReady || hasEnded() != hadEnded) {
      wasReady = isReady();
      hadEnded = hasEnded();
      whenChanged.run();
    }
  }

  private void writeStatus() {
    statusIsDue = false;
    int backlog = snapshot().queues().values().stream().mapToInt(AcceptQueue.Depth::length).sum();
    log.status(pool.status(), backlog);
  }

  private String addresses() {
    return String.join(",", parts.listeners().stream().map(Listener::address).toList());
  }

  private static void depth(Listener listener, Map<String, AcceptQueue.Depth> queues) {
    try {
      queues.put(listener.address(), listener.depth());
    } catch (KernelException e) {
      queues.remove(listener.address()); // not known: no sample is better than a wrong one
    }
  }
}
