package io.preforkd.pool;

import java.util.BitSet;

/**
 * Replaces children that have reached one of their {@link ChildLimits}, or that the operator wants
 * replaced, a few at a time: those that leave, and those that are starting in anybody's place, are
 * an eighth of the pool at most, or one. While children fail to start, or fewer are there than
 * there should be, nobody is recycled.
 *
 * <p>A worn child leaves when it is idle. One that is never idle, since it accepts one connection
 * after the other itself, is told to leave while it is busy; it finishes what it has in hand, for
 * which it gets all the time that it needs. One that has held a single connection since it was
 * ordered is left alone: it will be idle next.
 *
 * <p>A child whose accepts fail for ever, since it has leaked its descriptors, would hold its place
 * and serve nobody: it is replaced once it has come to its longest rest, or, if it is never
 * ordered, once clients have waited for it in vain.
 *
 * <p>A child that has served nobody has all its memory from its start; the next one would have no
 * less, so that it stays.
 */
final class Recycling {
  private static final int SHARE = 8;

  private final Scoreboard board;
  private final Children children;
  private final Throttle throttle;
  private final Sizing sizing;
  private final Alarm alarm;

  /** Slots whose child may be worn; those where it is not are found out when it is their turn. */
  private final BitSet candidates = new BitSet();

  Recycling(Scoreboard board, Children children, Throttle throttle, Sizing sizing, Alarm alarm) {
    this.board = board;
    this.children = children;
    this.throttle = throttle;
    this.sizing = sizing;
    this.alarm = alarm;
  }

  /** The child has become idle, and has accepted so many connections since its start. */
  void idle(Slot child, long now, long connections, ChildLimits limits) {
    if (child.state() == SlotState.IDLE) {
      child.connections(connections);
      look(child, now, limits);
    }
  }

  /** The child has accepted so many connections since its start. */
  void counted(Slot child, long now, long connections, ChildLimits limits) {
    if (child.state() == SlotState.BUSY) {
      boolean acceptsItself = connections > child.connections() + 1;
      if (acceptsItself && isWorn(child, now, connections, limits)) {
        child.letGoWhileBusy(connections);
        candidates.set(child.number());
      }
    }
  }

  /** The child had so many bytes a moment ago. */
  void measured(Slot child, long now, long bytes, ChildLimits limits) {
    child.memory(bytes);
    if (child.state().isActive() && child.hasBeenIdle()) {
      look(child, now, limits);
    }
  }

  /** The child, which holds many, has accepted so many connections since its start. */
  void opened(Slot child, long now, long connections, ChildLimits limits) {
    if (child.isIdleOrBusy()) {
      child.connections(connections);
      look(child, now, limits);
    }
  }

  /** The child has told that its accept failed. */
  void acceptFailed(Slot child) {
    if (child.isIdleOrBusy() && isUseless(child)) {
      candidates.set(child.number());
    }
  }

  /** A round has shown who is of use. */
  void acceptsNobody(Slot child) {
    if (child.isInert()) {
      candidates.set(child.number());
    }
  }

  /** The operator wants it replaced, whatever it has done. */
  void ask(Slot child) {
    if (child.state().isActive()) {
      child.unwanted();
      candidates.set(child.number());
    }
  }

  /** Whether busy children are to be counted. */
  boolean needsCounts(ChildLimits limits) {
    return limits.any() || !candidates.isEmpty();
  }

  /** Time has passed, or the limits have changed. */
  void look(long now, ChildLimits limits) {
    for (int i = 0; limits.any() && i < board.size(); i++) {
      Slot child = board.slot(i);
      if (child.state().isActive() && child.hasBeenIdle()) {
        look(child, now, limits);
      }
    }
  }

  private void look(Slot child, long now, ChildLimits limits) {
    if (isWorn(child, now, limits)) {
      candidates.set(child.number());
    } else if (limits.age() > 0) {
      alarm.by(child.spawnedAt() + limits.ageOf(child.generation()));
    }
  }

  /** Lets go whose turn it is. */
  void act(long now, PoolSpec spec) {
    int turns = candidates.isEmpty() ? 0 : turns(now, spec);
    int i = candidates.nextSetBit(0);
    while (turns > 0 && i >= 0) {
      Slot child = board.slot(i);
      if (!child.state().isActive() || !isWorn(child, now, spec.limits())) {
        candidates.clear(i);
      } else if (child.isFreeToGo()) {
        recycle(child, now, spec);
        turns = turns(now, spec);
      }
      i = candidates.nextSetBit(i + 1);
    }
  }

  private static boolean isWorn(Slot child, long now, ChildLimits limits) {
    return isWorn(child, now, child.connections(), limits);
  }

  private static boolean isWorn(Slot child, long now, long connections, ChildLimits limits) {
    return child.isUnwanted()
        || isUseless(child)
        || isOld(child, now, limits)
        || hasServedEnough(child, connections, limits)
        || hasGrown(child, connections, limits);
  }

  private static boolean hasGrown(Slot child, long connections, ChildLimits limits) {
    return limits.memory() > 0 && connections > 0 && child.memory() > limits.memory();
  }

  private static boolean isUseless(Slot child) {
    return child.lastRest() >= Reports.LONGEST_REST || child.isInert();
  }

  private static boolean isOld(Slot child, long now, ChildLimits limits) {
    return now - child.spawnedAt() >= limits.ageOf(child.generation());
  }

  private static boolean hasServedEnough(Slot child, long connections, ChildLimits limits) {
    long most = limits.connectionsOf(child.generation());
    return most > 0 && connections >= most;
  }

  /** One that takes longer, for a connection that goes on, holds nobody up. */
  private static boolean isInTheWay(Slot child, long now, PoolSpec spec) {
    return child.isRecycled() && now - child.since() <= spec.drainTimeout();
  }

  /** How many may be told to leave now. */
  private int turns(long now, PoolSpec spec) {
    int leaving = 0;
    for (int i = 0; i < board.size(); i++) {
      leaving += isInTheWay(board.slot(i), now, spec) ? 1 : 0;
    }
    int size = board.active() + leaving;
    if (throttle.deaths() > 0 || sizing.fills(size, now, spec)) {
      return 0;
    }
    return Math.max(1, size / SHARE) - leaving - board.count(SlotState.STARTING);
  }

  private void recycle(Slot child, long now, PoolSpec spec) {
    boolean isSpare = child.state() == SlotState.IDLE || child.holdsMany();
    boolean isNeeded = isSpare && sizing.needsAll(spec);
    children.recycle(child, now, reason(child, spec.limits()), spec);
    if (isNeeded) {
      sizing.replace(now, spec);
    }
  }

  private static EndReason reason(Slot child, ChildLimits limits) {
    if (child.isUnwanted()) {
      return EndReason.RECYCLE_ASKED;
    }
    if (isUseless(child)) {
      return EndReason.CANNOT_ACCEPT;
    }
    boolean hasGrown = hasGrown(child, child.connections(), limits);
    return hasGrown ? EndReason.MEMORY : EndReason.RECYCLE;
  }

  void note(Notes notes) {
    notes.bits("candidates", candidates);
  }
}
