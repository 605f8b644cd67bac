package io.preforkd.simulation.rules;

import io.preforkd.pool.Dispatch;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.SpawnReason;
import io.preforkd.simulation.rules.ChildRecord.Phase;

/**
 * A pool that is stopped serves what is queued unless its time is up, then sends everybody away; a
 * pool that is stopped twice kills everybody at once. Its end is told once, when nobody is left.
 */
final class StopRule extends Rule {
  private long giveUpAt;
  private int shut;
  private int closed;
  private boolean over;

  StopRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void stopping() {
    if (books.isOpen()) {
      giveUpAt = scene.now() + scene.spec().stopTimeout();
    }
  }

  @Override
  public void shut(int listener) {
    require(!books.isOpen() && shut < scene.spec().listeners(), "a door is shut");
    shut++;
  }

  @Override
  public void close(int listener) {
    require(shut == scene.spec().listeners(), "closed before it was shut");
    boolean mayReset = books.isStoppedTwice() || scene.now() >= giveUpAt;
    require(
        scene.queued(listener) == 0 || mayReset,
        "clients who wait on listener " + listener + " are reset");
    require(!mayComeBack() || mayReset, "whoever a child has not taken yet cannot come back");
    closed++;
  }

  private boolean mayComeBack() {
    return scene.spec().dispatch() == Dispatch.PASS && books.count(Phase.ORDERED) > 0;
  }

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    boolean isForWhoWaits = reason == SpawnReason.BACKLOG || reason == SpawnReason.STRANDED;
    require(books.isOpen() || isForWhoWaits, "a child is started for nobody's sake");
  }

  @Override
  public void drain(int slot, long generation, EndReason reason) {
    boolean isForWhoWaits = reason == EndReason.ROOM;
    require(
        books.isOpen() || closed > 0 || isForWhoWaits, "a child leaves before the queue is served");
  }

  @Override
  public void leftBehind(int slot, long generation) {
    require(closed > 0, "a child is left behind before the listeners were closed");
    require(books.inSlot(slot).kills > 3, "a child is left behind after too few KILLs");
  }

  @Override
  public void stopped() {
    require(!over && isEmpty(), "told before the end, or twice");
    over = true;
  }

  @Override
  public void settled() {
    if (books.isOpen()) {
      return;
    }
    require(closed == 0 || closed == scene.spec().listeners(), "a listener was forgotten");
    require(closed == 0 || books.active() == 0, "a child was forgotten");
    require(
        !books.isStoppedTwice() || books.count(Phase.KILLED) == books.living(),
        "somebody survives the second stop");
    require(!over || isEmpty(), "somebody lives after the end");
    require(over || closed == 0 || books.living() > 0, "the end was not told");
  }

  /** Nobody lives but those who were left behind. */
  private boolean isEmpty() {
    return books.living() == books.leftBehind();
  }
}
