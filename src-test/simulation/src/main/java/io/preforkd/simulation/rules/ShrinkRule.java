package io.preforkd.simulation.rules;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.SizeOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Only what was surplus all through the cool-down leaves, of those with the fewest connections the
 * highest number first; what is above a lowered max leaves at once.
 */
final class ShrinkRule extends Rule {
  /** When one, two, three .. children began to be surplus, without a break since. */
  private final List<Long> since = new ArrayList<>();

  /** Those above max, or whose memory is needed. */
  private int atOnce;

  ShrinkRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void drain(int slot, long generation, EndReason reason) {
    if (reason != EndReason.SHRINK && reason != EndReason.PRESSURE) {
      return;
    }
    ChildRecord child = books.inSlot(slot);
    for (ChildRecord other : books.children()) {
      require(!isLessNeeded(other, child), "it is not the highest that has the fewest");
    }
    if (reason == EndReason.PRESSURE || books.serving() > books.ceiling()) {
      atOnce++;
    } else {
      coolDown();
    }
  }

  private void coolDown() {
    require(surplus() > 0, "a child leaves that is not surplus");
    require(!since.isEmpty(), "a child leaves that was needed a moment ago");
    long time = scene.now() - since.remove(0);
    require(time >= scene.spec().shrinkAfter(), "a child leaves before its time");
  }

  private static boolean isLessNeeded(ChildRecord other, ChildRecord leaving) {
    boolean isHigher = other.open() == leaving.open() && other.slot > leaving.slot;
    return other.isReady() && (other.open() < leaving.open() || isHigher);
  }

  private int surplus() {
    int places = books.places() - scene.spec().maxSpare();
    int children = Math.floorDiv(places, scene.spec().concurrency());
    int mayLeave = Math.min(leavable(), books.active() - GrowthRule.floor(scene));
    return Math.min(children, mayLeave);
  }

  /** One with connections stays where it would keep its slot from others. */
  private int leavable() {
    boolean isFull = books.living() >= scene.spec().max();
    return (int)
        books.children().stream().filter(c -> c.isReady() && (!isFull || c.open() == 0)).count();
  }

  /** Time that was spent under an operator's hand does not count. */
  @Override
  public void scaling(SizeOrder order) {
    if (order instanceof SizeOrder.Auto) {
      since.clear();
    }
  }

  @Override
  public void settled() {
    int before = surplus() + atOnce;
    while (since.size() > Math.max(0, before)) {
      since.remove(since.size() - 1);
    }
    while (since.size() < before) {
      since.add(scene.now());
    }
    requireNobodyStaysTooLong();
    atOnce = 0;
  }

  private void requireNobodyStaysTooLong() {
    boolean due =
        books.isOpen()
            && !books.isHeld()
            && atOnce == 0
            && !since.isEmpty()
            && scene.now() - since.get(0) > scene.spec().shrinkAfter();
    require(!due, "a surplus child stays longer than it should");
  }
}
