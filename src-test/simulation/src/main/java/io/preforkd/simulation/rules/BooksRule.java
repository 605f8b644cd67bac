package io.preforkd.simulation.rules;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.Slot;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.SpawnReason;
import java.util.List;

/**
 * The pool's own books are right: generations grow, each slot holds one process at most, and every
 * process that was spawned is gone exactly once, at the moment when its end is told.
 */
final class BooksRule extends Rule {
  private long lastGeneration;
  private ChildRecord ended;

  BooksRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void heard(Report report, int slot, long generation) {
    if (report.isEnd()) {
      ended = books.child(slot, generation);
    }
  }

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    require(generation > lastGeneration, "generation " + generation + " is not a new one");
    require(books.inSlot(slot) == null, "slot " + slot + " is taken");
    lastGeneration = generation;
  }

  @Override
  public void gone(
      int slot, long generation, SlotState was, EndReason reason, long age, boolean wasIdle) {
    ChildRecord child = books.child(slot, generation);
    require(child != null && child == ended, "slot " + slot + " is called empty");
    require(age == scene.now() - child.spawnedAt, "its age is not " + age);
    require(wasIdle == child.started, "was it idle? Not " + wasIdle);
    ended = null;
  }

  @Override
  public void settled() {
    require(ended == null, "nobody was told that a child has gone");
    List<String> faults = scene.pool().audit();
    if (!faults.isEmpty()) {
      throw broken(faults.toString());
    }
    if (scene.pool().scoreboard().living() != books.living()) {
      throw broken(books.living() + " live, not " + scene.pool().scoreboard().living());
    }
    books.children().forEach(this::compare);
  }

  private void compare(ChildRecord child) {
    Slot slot = scene.pool().scoreboard().slot(child.slot);
    if (slot.generation() != child.generation || slot.state() != state(child)) {
      throw broken("slot " + child.slot + " is said to be " + slot.state());
    }
  }

  private static SlotState state(ChildRecord child) {
    return switch (child.phase) {
      case STARTING -> SlotState.STARTING;
      case IDLE -> SlotState.IDLE;
      case ORDERED -> SlotState.ORDERED;
      case BUSY -> SlotState.BUSY;
      case LEAVING -> SlotState.DRAINING;
      case KILLED -> SlotState.KILLED;
    };
  }
}
