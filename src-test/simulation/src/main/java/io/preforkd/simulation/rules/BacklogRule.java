package io.preforkd.simulation.rules;

import io.preforkd.pool.SpawnReason;
import java.util.ArrayList;
import java.util.List;

/** Nobody waits for seconds while a child could serve, or could be started or replaced. */
final class BacklogRule extends Rule {
  /** Looks, that is two seconds. */
  private static final int LIMIT = 40;

  private static final long LOOK = 50_000_000L;

  private final List<Patience> unserved = new ArrayList<>();
  private final List<Patience> unhelped = new ArrayList<>();
  private final List<Patience> inVain = new ArrayList<>();
  private final int[] accepted;
  private long frozen;

  BacklogRule(Scene scene, Books books) {
    super(scene, books);
    accepted = new int[scene.spec().listeners()];
    for (int i = 0; i < accepted.length; i++) {
      unserved.add(new Patience(LIMIT));
      unhelped.add(new Patience(LIMIT));
      inVain.add(new Patience(2 * LIMIT + (int) (scene.spec().orderTimeout() / LOOK)));
    }
  }

  @Override
  public void inspect() {
    if (frozen != scene.frozen()) {
      frozen = scene.frozen();
      unserved.forEach(Patience::forget);
      unhelped.forEach(Patience::forget);
      inVain.forEach(Patience::forget);
    }
    for (int i = 0; i < accepted.length; i++) {
      inspect(i);
    }
  }

  private void inspect(int listener) {
    boolean stuck = scene.queued(listener) > 0 && scene.accepted(listener) == accepted[listener];
    accepted[listener] = scene.accepted(listener);
    boolean isForAll = !scene.spec().dispatch().hasSocketsOfSlots();
    if (unserved.get(listener).isOver(stuck && isForAll && somebodyCouldServe())) {
      throw broken("clients wait on listener " + listener + ", and an idle child does nothing");
    }
    if (unhelped.get(listener).isOver(stuck && somebodyCouldBeStarted())) {
      throw broken("clients wait on listener " + listener + ", and nobody is started");
    }
    if (inVain.get(listener).isOver(stuck && isForAll && somebodyShouldBeReplaced())) {
      throw broken("clients wait on listener " + listener + ", and an idle child stays");
    }
  }

  /** The one that was of no use has been replaced; the new one may be no better. */
  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    inVain.forEach(Patience::forget);
  }

  /** Where the kernel chooses, an idle child that takes nobody is of no use. */
  private boolean somebodyShouldBeReplaced() {
    return scene.spec().dispatch().isUnordered()
        && books.isOpen()
        && !books.isThrottled()
        && books.ready() > 0
        && books.starting() == 0
        && books.living() == books.active();
  }

  private boolean somebodyCouldServe() {
    for (ChildRecord child : books.children()) {
      if (child.mayBeIdle()
          && child.placesLeft() > 0
          && !child.free
          && child.restsUntil <= scene.now()
          && scene.isResponsive(child.slot)) {
        return true;
      }
    }
    return false;
  }

  /** Of those who accept by themselves the pool must find out. */
  private boolean nobodyIsIdle() {
    for (ChildRecord child : books.children()) {
      if (child.isReady() && !(child.unordered && scene.isFull(child.slot))) {
        return false;
      }
    }
    return true;
  }

  private boolean somebodyCouldBeStarted() {
    return scene.usesSpares()
        && books.isOpen()
        && nobodyIsIdle()
        && books.starting() == 0
        && books.room() > 0
        && scene.now() >= books.pausedUntil();
  }
}
