package io.preforkd.pool;

/**
 * Tells children to leave. Where each slot has its own sockets a child is told only when nobody has
 * waited there for a while: nobody new comes to it, and it accepts whoever had come before, or was
 * half way through the handshake. Whoever comes after all waits for the slot's next child.
 */
final class Farewells {
  /** A child that serves in less time than this takes leave with an empty queue. */
  static final long LIMIT = 1_000_000_000L;

  private final Scoreboard board;
  private final boolean areQueuesEmptied;
  private final Outbox out;
  private final Alarm alarm;

  Farewells(Scoreboard board, Dispatch dispatch, Outbox out, Alarm alarm) {
    this.board = board;
    this.areQueuesEmptied = dispatch.hasSocketsOfSlots();
    this.out = out;
    this.alarm = alarm;
  }

  /** The child is draining; it may have been starting, and then has nobody to serve. */
  void begin(Slot child, long now) {
    if (areQueuesEmptied && child.hasBeenIdle()) {
      child.parting().begin(now, now + LIMIT);
      alarm.by(now);
    } else {
      tell(child);
    }
  }

  /** If it has not been told. */
  void endAtOnce(Slot child) {
    if (child.parting().isUnderWay()) {
      tell(child);
    }
  }

  private void tell(Slot child) {
    child.parting().end();
    out.add(new Action.Drain(child.number(), child.generation(), child.ending()));
  }

  /** Looks at the queues of those who are about to leave. */
  void act(long now) {
    for (int i = 0; areQueuesEmptied && i < board.size(); i++) {
      if (board.slot(i).parting().isUnderWay()) {
        act(board.slot(i), now);
      }
    }
  }

  private void act(Slot child, long now) {
    Parting parting = child.parting();
    if (parting.emptyLooks() >= Closing.QUIET_LOOKS || now >= parting.until()) {
      long begunAt = parting.begunAt();
      tell(child);
      child.waitLonger(now, now - begunAt);
      alarm.by(child.deadline());
      return;
    }
    if (now >= parting.nextLook()) {
      parting.lookAgainAt(now + Closing.LOOK);
      out.add(new Action.MeasureSlot(child.number()));
    }
    alarm.by(Math.min(parting.nextLook(), parting.until()));
  }
}
