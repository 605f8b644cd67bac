package io.preforkd.simulation.rules;

import io.preforkd.pool.Action;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.SizeOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * All rules for one pool. The books come last: a rule judges an event by what was known before it,
 * and {@link Witness#settled} by what is known after it.
 */
public final class Jury {
  private final Books books;
  private final List<Witness> witnesses = new ArrayList<>();

  public Jury(Scene scene) {
    books = new Books(scene);
    witnesses.add(new BooksRule(scene, books));
    witnesses.add(new OrderRule(scene, books));
    witnesses.add(new WatchRule(scene, books));
    witnesses.add(new HoldRule(scene, books));
    witnesses.add(new SizeRule(scene, books));
    witnesses.add(new DeadlineRule(scene, books));
    witnesses.add(new BlameRule(books));
    witnesses.add(new ThrottleRule(scene, books));
    witnesses.add(new DegradedRule(scene, books));
    witnesses.add(new PressureRule(scene, books));
    witnesses.add(new SaturationRule(scene, books));
    witnesses.add(new TickRule(scene, books));
    witnesses.add(new StopRule(scene, books));
    witnesses.add(new BacklogRule(scene, books));
    witnesses.add(new FairnessRule(scene, books));
    witnesses.add(new ReadinessRule(scene, books));
    witnesses.add(new RecycleRule(scene, books));
    witnesses.add(new ConnectionRule(scene, books));
    witnesses.add(new PingRule(scene, books));
    if (scene.spec().dispatch().hasSocketsOfSlots()) {
      witnesses.add(new SteerRule(scene, books));
      witnesses.add(new SlotBacklogRule(scene, books, scene.sockets()));
    }
    if (scene.usesSpares()) {
      witnesses.add(new GrowthRule(scene, books));
      witnesses.add(new StepRule(scene, books));
      witnesses.add(new FloorRule(scene, books));
      witnesses.add(new ShrinkRule(scene, books));
    }
    witnesses.add(books);
  }

  /** One more, who hears and sees what the others do, before them. */
  public void admit(Witness witness) {
    witnesses.add(0, witness);
  }

  public Books books() {
    return books;
  }

  public void heard(Report report, int slot, long generation, long connections) {
    for (Witness witness : witnesses) {
      witness.counted(report, slot, generation, connections);
      witness.heard(report, slot, generation);
    }
  }

  public void pending(int listener) {
    for (Witness witness : witnesses) {
      witness.pending(listener);
    }
  }

  public void handingBack(int listener) {
    for (Witness witness : witnesses) {
      witness.handingBack(listener);
    }
  }

  public void accepted(int listener) {
    for (Witness witness : witnesses) {
      witness.accepted(listener);
    }
  }

  public void measured(int listener, int connections) {
    for (Witness witness : witnesses) {
      witness.measured(listener, connections);
    }
  }

  public void heldSince(int slot, long generation, long since) {
    for (Witness witness : witnesses) {
      witness.heldSince(slot, generation, since);
    }
  }

  public void reconfigured(PoolSpec spec) {
    for (Witness witness : witnesses) {
      witness.reconfigured(spec);
    }
  }

  public void pressed(Pressure level) {
    for (Witness witness : witnesses) {
      witness.squeezed(level);
    }
  }

  public void scaling(SizeOrder order) {
    for (Witness witness : witnesses) {
      witness.scaling(order);
    }
  }

  public void killing(int slot, long generation) {
    for (Witness witness : witnesses) {
      witness.killing(slot, generation);
    }
  }

  public void recycling(int slot, long generation) {
    for (Witness witness : witnesses) {
      witness.recycling(slot, generation);
    }
  }

  public void stopping() {
    for (Witness witness : witnesses) {
      witness.stopping();
    }
  }

  public void paused() {
    for (Witness witness : witnesses) {
      witness.paused();
    }
  }

  public void resuming() {
    for (Witness witness : witnesses) {
      witness.resuming();
    }
  }

  public void ticking() {
    for (Witness witness : witnesses) {
      witness.ticking();
    }
  }

  public void queued(int slot, int connections) {
    for (Witness witness : witnesses) {
      witness.queued(slot, connections);
    }
  }

  /** The pool has decided on this. */
  public void decided(Action action) {
    if (action instanceof Action.Drain drain && books.isParting(drain.slot())) {
      for (Witness witness : witnesses) {
        witness.toldToLeave(drain.slot(), drain.generation(), drain.reason());
      }
      return;
    }
    for (Witness witness : witnesses) {
      action.applyTo(witness);
    }
  }

  public void settled() {
    for (Witness witness : witnesses) {
      witness.settled();
    }
  }

  public void inspect() {
    for (Witness witness : witnesses) {
      witness.inspect();
    }
  }
}
