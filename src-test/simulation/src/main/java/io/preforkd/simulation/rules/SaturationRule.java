package io.preforkd.simulation.rules;

import io.preforkd.pool.Bound;

/** Saturation is told once per episode, truly, and its end not before a second without it. */
final class SaturationRule extends Rule {
  private static final long GAP = 1_000_000_000L;

  private boolean on;
  private boolean seen;
  private long lastSeen;

  SaturationRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void measured(int listener, int connections) {
    if (connections > 0 && books.ready() == 0 && books.room() == 0) {
      seen = true;
      lastSeen = scene.now();
    }
  }

  @Override
  public void saturated(int waiting, Bound bound) {
    require(!on, "told twice in one episode");
    require(waiting > 0 && books.ready() == 0, "nobody waits, or somebody is idle");
    require(books.room() == 0, "there is room");
    require(bound == bound(), bound + " does not stand in the way");
    on = true;
  }

  private Bound bound() {
    if (books.living() >= scene.spec().max()) {
      return Bound.MAX;
    }
    if (books.quotaRoom() <= 0) {
      return Bound.MAX_CHILDREN;
    }
    return books.roomInMemory() <= 0 ? Bound.MEMORY : Bound.HELD;
  }

  @Override
  public void relieved(long nanos) {
    require(on, "the end of what had not begun");
    require(scene.now() - lastSeen >= GAP, "ended while it was seen");
    on = false;
  }

  @Override
  public void settled() {
    require(!seen || on, "was not told");
    seen = false;
  }
}
