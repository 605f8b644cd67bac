package io.preforkd.simulation.rules;

import io.preforkd.pool.Dispatch;
import io.preforkd.simulation.rules.ChildRecord.Phase;

/**
 * Only a child that is idle and rested is ordered, the lowest or the one whose turn it is, only if
 * a connection was seen to wait, and only if nobody else holds up the listener by an unanswered
 * order. Where the kernel chooses, nobody is.
 */
final class OrderRule extends Rule {
  private static final int MANY = 1 << 20;

  private final int[] seen;
  private int last = -1;

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
    require(!scene.spec().dispatch().isUnordered(), "slot " + slot + " is ordered, and should not");
    require(seen[listener] > 0, "nobody was seen to wait on listener " + listener);
    require(selfAccept == scene.spec().selfAccept(), "self-accept is " + selfAccept);
    seen[listener]--;
    books.children().forEach(other -> compare(other, slot, listener));
    last = slot;
  }

  private void compare(ChildRecord other, int ordered, int listener) {
    if (other.isReady() && turn(other.slot) < turn(ordered)) {
      throw broken("slot " + ordered + " was ordered, though " + other.slot + " is idle");
    }
    if (blocks(other, listener)) {
      throw broken("slot " + other.slot + " has an order for listener " + listener);
    }
  }

  /** The lower, the sooner. */
  private int turn(int slot) {
    boolean isNextRound = scene.spec().dispatch() == Dispatch.ROUND_ROBIN && slot <= last;
    return isNextRound ? slot + MANY : slot;
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
