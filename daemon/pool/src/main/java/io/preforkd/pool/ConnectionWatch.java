package io.preforkd.pool;

/**
 * Watches how long children hold their connections. What a child accepts by itself it tells nobody,
 * so when a limit seems to be over the shell is asked first whether it is still the same connection
 * that the child holds.
 */
final class ConnectionWatch {
  private final Scoreboard board;
  private final Endings endings;
  private final Outbox out;
  private final Alarm alarm;

  ConnectionWatch(Scoreboard board, Endings endings, Outbox out, Alarm alarm) {
    this.board = board;
    this.endings = endings;
    this.out = out;
    this.alarm = alarm;
  }

  /** The child says that it has accepted a connection. */
  void accepted(Slot child, long now, ConnectionLimits limits) {
    if (child.state() == SlotState.BUSY || child.state() == SlotState.DRAINING) {
      child.inHand().begin(now);
      alarm.by(next(child.inHand(), limits));
    }
  }

  /** Time has passed, or the limits have changed. */
  void look(long now, ConnectionLimits limits) {
    for (int i = 0; i < board.size(); i++) {
      Slot child = board.slot(i);
      boolean isOne = child.inHand().isThere() && !child.holdsMany();
      if (isOne && !child.inHand().isAskedFor()) {
        look(child, now, limits);
      }
    }
  }

  private void look(Slot child, long now, ConnectionLimits limits) {
    long next = next(child.inHand(), limits);
    if (next > now) {
      alarm.by(next);
    } else {
      child.inHand().askedFor(true);
      out.add(new Action.Inspect(child.number(), child.generation()));
    }
  }

  /** The answer; a time that cannot be is the child's fault, and counts for nothing. */
  void heldSince(Slot child, long now, long since, ConnectionLimits limits) {
    InHand inHand = child.inHand();
    inHand.askedFor(false);
    if (!inHand.isThere()) {
      return;
    }
    if (since > inHand.since() && since <= now) {
      inHand.acceptedAt(since);
    }
    judge(child, now, limits);
  }

  private void judge(Slot child, long now, ConnectionLimits limits) {
    InHand inHand = child.inHand();
    if (inHand.limit(limits.timeout()) <= now) {
      endings.endHung(child, now, EndReason.CONNECTION_TIMEOUT);
      return;
    }
    if (next(inHand, limits) <= now) {
      inHand.toldOf();
      out.add(new Action.Slow(child.number(), child.generation(), now - inHand.since()));
    }
    alarm.by(next(inHand, limits));
  }

  private static long next(InHand inHand, ConnectionLimits limits) {
    long slow = inHand.isToldOf() ? Alarm.NEVER : inHand.limit(limits.slowAfter());
    return Math.min(slow, inHand.limit(limits.timeout()));
  }
}
