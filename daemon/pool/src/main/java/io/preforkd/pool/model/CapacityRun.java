package io.preforkd.pool.model;

import io.preforkd.pool.Action;
import io.preforkd.pool.Dispatch;
import io.preforkd.pool.Event;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.Slot;
import io.preforkd.pool.SlotState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * One load on one pool. It opens the pool, waits until its first children are idle, and then lets
 * the clients come; what is found begins with them and ends with the load.
 */
public final class CapacityRun {
  /** Tells the pool that is run. */
  interface Core {
    List<Action> on(long now, Event event);
  }

  private final Agenda agenda = new Agenda();
  private final Map<Integer, ModelChild> children = new HashMap<>();
  private final Waits waits = new Waits();
  private final Surroundings surroundings;
  private final Pool pool;
  private final Core core;
  private final Iterator<Connection> clients;
  private final AcceptQueue queue;
  private final Course course;
  private final long duration;
  private boolean hasBegun;
  private long origin;
  private long came;
  private long lost;
  private long spawns;

  CapacityRun(Pool pool, Core core, Load load, Surroundings surroundings) {
    this.pool = pool;
    this.core = core;
    this.surroundings = surroundings;
    clients = load.connections();
    duration = load.duration();
    course = new Course(duration);
    queue = new AcceptQueue(surroundings.backlog(), () -> in(message(), this::tellPending));
  }

  /**
   * What comes of this load.
   *
   * @throws IllegalArgumentException if such a pool cannot be simulated; it says why
   */
  public static Findings of(PoolSpec spec, Scaling scaling, Load load, Surroundings surroundings) {
    require(spec, surroundings);
    Quota quota = new Quota(surroundings.maxChildren());
    Pool pool = new Pool(spec, scaling.algorithm(), quota);
    return new CapacityRun(pool, pool::on, load, surroundings).run();
  }

  private static void require(PoolSpec spec, Surroundings surroundings) {
    if (spec.dispatch().hasSocketsOfSlots() || !spec.dispatch().isReported()) {
      throw new IllegalArgumentException(
          "the kernel decides who serves whom and the core is not asked, so it cannot be simulated");
    }
    if (surroundings.startTime() >= spec.startTimeout()) {
      throw new IllegalArgumentException(
          "no child would ever start: start-timeout is not above the start time");
    }
  }

  Findings run() {
    tell(new Event.Open());
    while (pool.status().starting() > 0) {
      step();
    }
    origin = now();
    hasBegun = true;
    count();
    long saturated = pool.status().saturatedNanos();
    next();
    while (now() - origin < duration) {
      step();
    }
    count();
    return findings(pool.status().saturatedNanos() - saturated);
  }

  private Findings findings(long saturated) {
    long waiting = queue.size();
    queue.all().forEach(client -> waited(client, duration));
    return new Findings(came, queue.turnedAway(), lost, waiting, waits, course, saturated, spawns);
  }

  /** What comes next, or the end. */
  private void step() {
    long end = hasBegun ? origin + duration : Long.MAX_VALUE;
    long tickAt = Math.max(now(), pool.nextDeadline());
    if (Math.min(tickAt, agenda.next()) >= end) {
      agenda.idleUntil(end);
    } else if (agenda.next() <= tickAt) {
      agenda.happen();
    } else {
      agenda.idleUntil(tickAt);
      tell(new Event.Tick());
    }
  }

  private void next() {
    if (clients.hasNext()) {
      Connection client = clients.next();
      in(origin + client.at() - now(), () -> arrive(client));
    }
  }

  private void arrive(Connection client) {
    came++;
    queue.add(client);
    if (pool.spec().dispatch().isUnordered()) {
      List.copyOf(children.values()).forEach(ModelChild::lookForClients);
    }
    next();
  }

  // What happens to the pool.

  void tell(Event event) {
    core.on(now(), event).forEach(this::carryOut);
    count();
  }

  private void count() {
    if (hasBegun) {
      int ordered = pool.scoreboard().count(SlotState.ORDERED);
      int busy = pool.scoreboard().count(SlotState.BUSY) + ordered;
      course.are(Math.min(duration, now() - origin), pool.scoreboard().living(), busy);
    }
  }

  private void tellPending() {
    tell(new Event.ConnectionPending(0));
  }

  private void measure() {
    tell(new Event.Backlog(0, queue.size()));
  }

  /** Reads the records of those who accept without a word. */
  private void look() {
    for (Integer slot : new ArrayList<>(children.keySet())) {
      Slot known = pool.scoreboard().slot(slot);
      if (known.state().isLiving()) {
        children.get(slot).news(known).ifPresent(this::tell);
      }
    }
  }

  // What the pool decides.

  private void carryOut(Action action) {
    if (action instanceof Action.Order order) {
      order(order);
    } else if (action instanceof Action.Watch) {
      queue.watch();
    } else if (action instanceof Action.Measure) {
      in(0, this::measure);
    } else if (action instanceof Action.Look) {
      in(0, this::look);
    } else if (action instanceof Action.Spawn spawn) {
      spawn(spawn.slot(), spawn.generation());
    } else {
      carryOutForOne(action);
    }
  }

  private void carryOutForOne(Action action) {
    if (action instanceof Action.Drain drain) {
      children.get(drain.slot()).drain();
    } else if (action instanceof Action.Kill kill) {
      children.get(kill.slot()).end();
    } else if (action instanceof Action.Free free) {
      children.get(free.slot()).free();
    } else if (action instanceof Action.Inspect inspect) {
      long since = children.get(inspect.slot()).heldSince();
      in(0, () -> tell(new Event.HeldSince(inspect.slot(), inspect.generation(), since)));
    }
  }

  private void spawn(int slot, long generation) {
    if (hasBegun) {
      spawns++;
    }
    PoolSpec spec = pool.spec();
    long most = spec.limits().connectionsOf(generation);
    ModelChild child = new ModelChild(this, slot, generation, spec.concurrency(), most);
    children.put(slot, child);
    child.start(surroundings.startTime());
  }

  private void order(Action.Order order) {
    ModelChild child = children.get(order.slot());
    if (pool.spec().dispatch() != Dispatch.PASS) {
      child.order(order.selfAccept(), order.count());
      return;
    }
    Connection client = queue.poll();
    if (client == null) {
      in(0, () -> tell(new Event.NobodyCame(order.slot(), order.generation())));
    } else {
      child.pass(client);
      in(0, () -> tell(new Event.Accepted(0)));
    }
  }

  // What children ask of their world.

  long now() {
    return agenda.now();
  }

  long message() {
    return surroundings.message();
  }

  void in(long delay, Runnable what) {
    agenda.in(delay, what);
  }

  /** Who has waited longest, or null. */
  Connection accept() {
    return queue.poll();
  }

  /** A child has this client now. */
  void served(Connection client) {
    waited(client, now() - origin);
  }

  private void waited(Connection client, long until) {
    waits.add(until - client.at());
    course.waited(until, until - client.at());
  }

  /** A child has ended with so many connections. */
  void lost(int connections) {
    lost += connections;
  }
}
