package io.preforkd.simulation;

import io.preforkd.pool.Action;
import io.preforkd.pool.Event;
import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.journal.Track;
import io.preforkd.simulation.rules.Violation;
import java.util.List;

/**
 * The core of one pool, which can be replaced by another that goes on from its state. The one that
 * was replaced is told the same for a while and must decide the same.
 */
final class Successor {
  private final PoolPlan plan;
  private Generations generations = new Generations();
  private Pool pool;
  private Pool former;
  private Track track;

  Successor(PoolPlan plan, Quota quota, Chronicle chronicle) {
    this.plan = plan;
    pool = create(plan.spec(), quota);
    track = record(chronicle);
  }

  private Pool create(PoolSpec spec, Quota quota) {
    return new Pool(spec, scaling().algorithm(), quota, generations);
  }

  private Scaling scaling() {
    return plan.spares() ? Scaling.SPARES : Scaling.SPAMD;
  }

  private Track record(Chronicle chronicle) {
    return chronicle.add("pool", scaling(), generations, pool);
  }

  Pool pool() {
    return pool;
  }

  /** Lets a new core go on, which counts its children in this quota. */
  void replace(Quota quota, Chronicle chronicle) {
    long last = generations.last();
    former = pool;
    generations = new Generations();
    generations.goOnAfter(last);
    pool = create(former.spec(), quota);
    pool.restore(former.state());
    track = record(chronicle);
  }

  /** The former one is told no more. */
  void forget() {
    former = null;
  }

  List<Action> on(long now, Event event) {
    List<Action> actions = track.on(now, event);
    if (former != null) {
      compare(now, event, actions);
    }
    return actions;
  }

  private void compare(long now, Event event, List<Action> actions) {
    List<Action> expected = former.on(now, event);
    if (!actions.equals(expected)) {
      throw new Violation(
          "Successor", "decides " + actions + " on " + event + ", not " + expected + " as before");
    }
    if (pool.nextDeadline() != former.nextDeadline()) {
      throw new Violation("Successor", "wants to be ticked at another time after " + event);
    }
  }
}
