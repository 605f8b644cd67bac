package io.preforkd.pool.journal;

import io.preforkd.pool.Action;
import io.preforkd.pool.Event;
import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.Scaling;
import java.util.List;

/** A pool that is recorded. */
public final class Track {
  private final Recorder recorder;
  private final int id;
  private final String name;
  private final int row;
  private final Scaling scaling;
  private final Generations generations;
  private final Pool pool;
  private boolean hasStopped;
  private boolean isOver;

  Track(
      Recorder recorder,
      int id,
      String name,
      int row,
      Scaling scaling,
      Generations generations,
      Pool pool) {
    this.recorder = recorder;
    this.id = id;
    this.name = name;
    this.row = row;
    this.scaling = scaling;
    this.generations = generations;
    this.pool = pool;
  }

  public String name() {
    return name;
  }

  /** The pool, to read. */
  public Pool pool() {
    return pool;
  }

  /** Tells the pool; see {@link Pool#on}. */
  public List<Action> on(long now, Event event) {
    if (isOver) {
      return pool.on(now, event);
    }
    recorder.begin();
    List<Action> actions = decide(now, event);
    recorder.told(this, new Entry.Told(id, now, event, actions));
    endIfOver(actions);
    return actions;
  }

  private List<Action> decide(long now, Event event) {
    try {
      return pool.on(now, event);
    } catch (RuntimeException | Error e) {
      recorder.keep(new Entry.Failed(id, now, event));
      throw e;
    }
  }

  /** A child that was left behind still counts for the quota. */
  private void endIfOver(List<Action> actions) {
    for (int i = 0; i < actions.size(); i++) { // no iterator: it comes with every event
      hasStopped |= actions.get(i) instanceof Action.Stopped;
    }
    if (hasStopped && pool.scoreboard().living() == 0) {
      end();
    }
  }

  private void end() {
    isOver = true;
    recorder.remove(this);
  }

  /** See {@link Pool#audit}. */
  public List<String> audit() {
    List<String> faults = pool.audit();
    if (!faults.isEmpty() && !isOver) {
      recorder.keep(new Entry.Repaired(id));
    }
    return faults;
  }

  /** See {@link Pool#abandon}. */
  public void abandon() {
    pool.abandon();
    recorder.keep(new Entry.Abandoned(id));
    end();
  }

  int row() {
    return row;
  }

  boolean isNumberedBy(Generations those) {
    return generations == those;
  }

  PoolImage image() {
    return new PoolImage(id, name, row, generations.last(), scaling, pool.spec(), pool.state());
  }
}
