package io.preforkd.pool;

import java.util.OptionalInt;

/** The number of children that an operator holds the pool at, if he does. */
final class Hold {
  private static final int NONE = 0;

  private int children = NONE;

  void obey(SizeOrder order, int active, int max) {
    int present = isOn() ? children : active;
    if (order instanceof SizeOrder.To to) {
      children = within(to.children(), max);
    } else if (order instanceof SizeOrder.By by) {
      children = within((long) present + by.children(), max);
    } else if (order instanceof SizeOrder.Freeze) {
      children = within(active, max);
    } else {
      children = NONE;
    }
  }

  private static int within(long wanted, int max) {
    return (int) Math.max(1, Math.min(wanted, max));
  }

  boolean isOn() {
    return children != NONE;
  }

  /** How many there may be: {@code max} at most, which may have been lowered since. */
  int ceiling(int max) {
    return isOn() ? Math.min(children, max) : max;
  }

  /** What is held; empty if the algorithm decides. */
  OptionalInt children() {
    return isOn() ? OptionalInt.of(children) : OptionalInt.empty();
  }

  /** What the operator wants, in the words of the algorithm that he stands in for. */
  Advice advise(PoolView pool) {
    int missing = ceiling(pool.spec().max()) - pool.active();
    int room = pool.spec().growthCap() - pool.starting();
    return Advice.start(Math.min(missing, room), SpawnReason.HELD, Advice.NEVER);
  }

  void note(Notes notes) {
    children = notes.number("children", children);
  }
}
