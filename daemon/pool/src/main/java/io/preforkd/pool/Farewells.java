package io.preforkd.pool;

/**
 * Tells children to leave. Where each slot has its own sockets a child is told only when nobody has
 * waited there for a while: nobody new comes to it, and it accepts whoever had come before, or was
 * half way through the handshake. Whoever comes after all waits for the slot's next child.
 */
final class Farewells {
  /** A child whose queue is empty within this time leaves nobody behind. */
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

  /** The child is draining; one that has never been idle has nobody to serve. */
  void begin(Slot child, long now) {
    if (areQueuesEmptied && child.hasBeenIdle()) {
      child.parting().begin(now, now + LIMIT);
      alarm.by(now);
      out.add(new Action.Part(child.number(), child.generation(), child.ending()));
    } else {
      tell(child);
    }
  }

  /** The pool ends, and waits until then; whoever waits here is left to others. */
  void endAtOnce(Slot child, long until) {
    if (child.parting().isUnderWay()) {
      tell(child);
      child.expireAt(until);
      alarm.by(until);
    }
  }

  void tell(Slot child) {
    child.parting().end();
    out.add(new Action.Drain(child.number(), child.generation(), child.ending()));
  }

  /** Its time to leave begins now, unless it has all the time that it needs. */
  void end(Slot child, long now, PoolSpec spec) {
    tell(child);
    if (child.deadline() != Alarm.NEVER) {
      child.waitFrom(now, now + spec.drainTimeout());
      alarm.by(child.deadline());
    }
  }

  /** Looks at the queues of those who are about to leave. */
  void act(long now, PoolSpec spec) {
    for (int i = 0; areQueuesEmptied && i < board.size(); i++) {
      if (board.slot(i).parting().isUnderWay()) {
        act(board.slot(i), now, spec);
      }
    }
  }

  private void act(Slot child, long now, PoolSpec spec) {
    Parting parting = child.parting();
    if (parting.emptyLooks() >= Closing.QUIET_LOOKS || now >= parting.until()) {
      end(child, now, spec);
      return;
    }
    if (now >= parting.nextLook()) {
      parting.lookAgainAt(now + Closing.LOOK);
      out.add(new Action.MeasureSlot(child.number()));
    }
    alarm.by(Math.min(parting.nextLook(), parting.until()));
  }
}
