package io.preforkd.simulation.rules;

import io.preforkd.pool.Dispatch;
import io.preforkd.simulation.rules.ChildRecord.Phase;

/**
 * Only a child that is rested and has a place is ordered, the lowest, the emptiest or the one whose
 * turn it is, only if a connection was seen to wait, and only if nobody else holds up the listener
 * by an unanswered order. Where the kernel chooses, nobody is.
 */
final class OrderRule extends Rule {
  private static final int MANY = 1 << 20;

  /** For each so many that a child holds it may get one more though others have fewer. */
  private static final int SHARE = 64;

  private static final long REST = 100_000_000L;

  private final int[] seen;
  private final long[] restsUntil;
  private int last = -1;

  OrderRule(Scene scene, Books books) {
    super(scene, books);
    seen = new int[scene.spec().listeners()];
    restsUntil = new long[seen.length];
  }

  @Override
  public void pending(int listener) {
    seen[listener] = Math.max(1, seen[listener]);
  }

  @Override
  public void measured(int listener, int connections) {
    seen[listener] = connections + books.undelivered(listener);
  }

  @Override
  public void handingBack(int listener) {
    seen[listener]++;
  }

  @Override
  public void accepted(int listener) {
    seen[listener] = Math.max(1, seen[listener]);
  }

  @Override
  public void counted(Report report, int slot, long generation, long number) {
    if (report == Report.CANNOT_ACCEPT) {
      restsUntil[(int) number] = scene.now() + REST;
    }
  }

  @Override
  public void order(int slot, long generation, int listener, boolean selfAccept, int count) {
    ChildRecord child = books.child(slot, generation);
    require(child != null && child.mayBeIdle(), "slot " + slot + " is not idle");
    require(child.restsUntil <= scene.now(), "slot " + slot + " rests");
    require(count >= 1 && count <= child.placesLeft(), "slot " + slot + " has no such places");
    require(
        books.undelivered(listener) > 0 || scene.now() >= restsUntil[listener],
        "nobody can be accepted on listener " + listener);
    require(!scene.spec().dispatch().isUnordered(), "slot " + slot + " is ordered, and should not");
    require(seen[listener] > 0, "nobody was seen to wait on listener " + listener);
    boolean acceptsItself = !child.holdsMany() && dispatch() != Dispatch.PASS;
    require(
        selfAccept == (acceptsItself && scene.spec().selfAccept()), "self-accept: " + selfAccept);
    seen[listener] = Math.max(0, seen[listener] - count);
    books.children().forEach(other -> compare(other, child, listener));
    if (isByLoad()) {
      requireEven(child, count);
    }
    last = slot;
  }

  private Dispatch dispatch() {
    return scene.spec().dispatch();
  }

  private boolean isByLoad() {
    return dispatch() == Dispatch.LEAST_BUSY || dispatch() == Dispatch.PASS;
  }

  private void compare(ChildRecord other, ChildRecord ordered, int listener) {
    if (other.isReady() && turn(other) < turn(ordered)) {
      throw broken("slot " + ordered.slot + " was ordered, though " + other.slot + " is idle");
    }
    if (blocks(other, listener)) {
      throw broken("slot " + other.slot + " has an order for listener " + listener);
    }
  }

  /** The lower, the sooner. */
  private long turn(ChildRecord child) {
    boolean isNextRound = dispatch() == Dispatch.ROUND_ROBIN && child.slot <= last;
    long load = isByLoad() ? (long) MANY * child.open() : 0;
    return isNextRound ? child.slot + MANY : load + child.slot;
  }

  /** Nobody is filled far above the others. */
  private void requireEven(ChildRecord child, int count) {
    for (ChildRecord other : books.children()) {
      int lead = child.open() + count - other.open();
      if (other != child && other.isReady()) {
        require(
            lead <= 1 || count <= child.open() / SHARE, "slot " + child.slot + " gets too many");
      }
    }
  }

  private boolean blocks(ChildRecord other, int listener) {
    return isBlocking(other, listener, scene);
  }

  /** Whether the child's order is out and not late. */
  static boolean isBlocking(ChildRecord child, int listener, Scene scene) {
    return scene.spec().dispatch() != Dispatch.PASS
        && child.phase == Phase.ORDERED
        && child.orderedTo == listener
        && scene.now() - child.since < scene.spec().orderRetry();
  }
}
