package io.preforkd.simulation.rules;

import io.preforkd.simulation.rules.ChildRecord.Phase;

/**
 * Only the lowest child that is idle and rested is ordered, only if a connection was seen to wait,
 * and only if nobody else holds up the listener by an unanswered order.
 */
final class OrderRule extends Rule {
  private final int[] seen;

  OrderRule(Scene scene, Books books) {
    super(scene, books);
    seen = new int[scene.spec().listeners()];
  }

  @Override
  public void pending(int listener) {
    seen[listener] = Math.max(1, seen[listener]);
  }

  @Override
  public void measured(int listener, int connections) {
    seen[listener] = connections;
  }

  @Override
  public void order(int slot, long generation, int listener, boolean selfAccept) {
    ChildRecord child = books.child(slot, generation);
    require(child != null && child.phase == Phase.IDLE, "slot " + slot + " is not idle");
    require(child.restsUntil <= scene.now(), "slot " + slot + " rests");
    require(seen[listener] > 0, "nobody was seen to wait on listener " + listener);
    require(selfAccept == scene.spec().selfAccept(), "self-accept is " + selfAccept);
    seen[listener]--;
    books.children().forEach(other -> compare(other, slot, listener));
  }

  private void compare(ChildRecord other, int ordered, int listener) {
    if (other.slot < ordered && other.isReady()) {
      throw broken("slot " + ordered + " was ordered, though " + other.slot + " is idle");
    }
    if (blocks(other, listener)) {
      throw broken("slot " + other.slot + " has an order for listener " + listener);
    }
  }

  private boolean blocks(ChildRecord other, int listener) {
    return isBlocking(other, listener, scene);
  }

  /** Whether the child's order is out and not late. */
  static boolean isBlocking(ChildRecord child, int listener, Scene scene) {
    return child.phase == Phase.ORDERED
        && child.orderedTo == listener
        && scene.now() - child.since < scene.spec().orderRetry();
  }
}
