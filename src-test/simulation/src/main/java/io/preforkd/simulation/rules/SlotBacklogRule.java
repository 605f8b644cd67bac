package io.preforkd.simulation.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * Where each slot has its own sockets nobody waits there for seconds while nobody lives in the slot
 * and somebody could, or beside a child that does nothing.
 */
final class SlotBacklogRule extends Rule {
  /** Looks, that is two seconds. */
  private static final int LIMIT = 40;

  private static final long LOOK = 50_000_000L;

  private final List<Patience> stranded = new ArrayList<>();
  private final List<Patience> unserved = new ArrayList<>();
  private final List<Patience> inVain = new ArrayList<>();
  private final int slots;
  private long frozen;

  SlotBacklogRule(Scene scene, Books books, int slots) {
    super(scene, books);
    this.slots = slots;
    for (int i = 0; i < slots; i++) {
      stranded.add(new Patience(LIMIT));
      unserved.add(new Patience(LIMIT));
      inVain.add(new Patience(2 * LIMIT + (int) (scene.spec().orderTimeout() / LOOK)));
    }
  }

  @Override
  public void inspect() {
    if (frozen != scene.frozen()) {
      frozen = scene.frozen();
      stranded.forEach(Patience::forget);
      unserved.forEach(Patience::forget);
      inVain.forEach(Patience::forget);
    }
    for (int slot = 0; slot < slots; slot++) {
      inspect(slot, scene.queuedFor(slot) > 0);
    }
  }

  private void inspect(int slot, boolean isAwaited) {
    ChildRecord child = books.inSlot(slot);
    boolean isVacant = isAwaited && child == null;
    boolean isIdle = isAwaited && child != null && child.isReady();
    require(
        !stranded.get(slot).isOver(isVacant && somebodyCouldBeStarted()),
        "clients are stranded in slot " + slot);
    require(
        !unserved.get(slot).isOver(isIdle && scene.isResponsive(slot)),
        "clients wait in slot " + slot + ", and its idle child does nothing");
    require(
        !inVain.get(slot).isOver(isIdle && somebodyCouldBeReplaced()),
        "clients wait in slot " + slot + ", and its idle child stays");
  }

  /** Beyond what the operator and the memory allow, and in the place of an idle one. */
  private boolean somebodyCouldBeStarted() {
    boolean hasRoom = books.hardRoom() > 0;
    boolean canMakeRoom = books.ready() > 0 && books.living() == books.active();
    return books.isOpen()
        && !books.isThrottled()
        && books.quotaRoom() > 0
        && (hasRoom || canMakeRoom);
  }

  private boolean somebodyCouldBeReplaced() {
    return books.isOpen()
        && !books.isThrottled()
        && books.starting() == 0
        && books.living() == books.active();
  }
}
