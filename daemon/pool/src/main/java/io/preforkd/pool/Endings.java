package io.preforkd.pool;

/** How children leave: asked to, of their own accord, or by force. */
final class Endings {
  /** From a child's first KILL to its second, if it lives on; doubles with each. */
  static final long FIRST_KILL_PAUSE = 1_000_000_000L;

  /** Longest time between two KILLs. */
  static final long LONGEST_KILL_PAUSE = 60_000_000_000L;

  /** A pool that closes waits no longer for a child that has let so many KILLs pass. */
  static final int KILLS_ENOUGH = 3;

  /** How long a child may take to print its stacks. */
  static final long DUMP_TIME = 500_000_000L;

  /** How long a child that closed its back-channel may take to exit. */
  static final long EXIT_GRACE = 1_000_000_000L;

  private final Scoreboard board;
  private final Dispatcher dispatcher;
  private final Farewells farewells;
  private final DumpBudget dumps = new DumpBudget();
  private final Outbox out;
  private final Alarm alarm;

  Endings(Scoreboard board, Dispatcher dispatcher, Farewells farewells, Outbox out, Alarm alarm) {
    this.board = board;
    this.dispatcher = dispatcher;
    this.farewells = farewells;
    this.out = out;
    this.alarm = alarm;
  }

  /** Tells a child to leave; what it has in hand gets all the time that it needs. */
  void letGo(Slot child, long now, EndReason reason, PoolSpec spec) {
    boolean isBusy = child.state() == SlotState.BUSY;
    drain(child, now, reason, isBusy ? untilDone(child, now, spec) : now + spec.drainTimeout());
  }

  /** Whoever holds one connection is watched; of many each may take as long as is allowed. */
  private static long untilDone(Slot child, long now, PoolSpec spec) {
    boolean isLimited = child.holdsMany() && spec.connection().timeout() > 0;
    return isLimited ? now + spec.connection().timeout() + spec.drainTimeout() : Alarm.NEVER;
  }

  private void drain(Slot child, long now, EndReason reason, long until) {
    isToLeave(child, now, reason, until);
    farewells.begin(child, now);
  }

  private void isToLeave(Slot child, long now, EndReason reason, long until) {
    child.endBecause(reason);
    dispatcher.settle(child);
    become(child, SlotState.DRAINING, now, until);
  }

  void drainAll(long now, EndReason reason, long until) {
    for (int i = 0; i < board.size(); i++) {
      Slot child = board.slot(i);
      if (child.state().isActive()) {
        isToLeave(child, now, reason, until);
        farewells.tell(child);
      } else if (child.state() == SlotState.DRAINING) {
        child.expireAt(Math.min(child.deadline(), until));
        alarm.by(child.deadline());
      }
      farewells.endAtOnce(child, until);
    }
  }

  /** A child that was recycled while it was busy: from now on it has no reason to stay. */
  void hasFinished(Slot child, long now, PoolSpec spec) {
    child.inHand().end();
    if (child.deadline() == Alarm.NEVER) {
      child.waitFrom(now, now + spec.drainTimeout());
      alarm.by(child.deadline());
    }
  }

  /** The child says that it is going to exit. */
  void leaving(Slot child, long now, PoolSpec spec) {
    child.endBecause(EndReason.LEFT);
    dispatcher.settle(child);
    become(child, SlotState.DRAINING, now, now + spec.drainTimeout());
  }

  void channelClosed(Slot child, long now, PoolSpec spec) {
    if (child.state().isActive()) {
      dispatcher.settle(child);
      become(child, SlotState.DRAINING, now, now + EXIT_GRACE);
    } else if (child.state() == SlotState.DRAINING) {
      hasFinished(child, now, spec);
    }
  }

  /** Ends the child at once; again and again until it has been reaped. */
  void kill(Slot child, long now, EndReason reason) {
    if (child.state() != SlotState.KILLED) {
      child.endBecause(reason);
      dispatcher.settle(child);
      board.move(child, SlotState.KILLED, now);
    }
    child.killed();
    child.waitFrom(now, now + killPause(child.kills()));
    alarm.by(child.deadline());
    sendKill(child, reason);
  }

  private static long killPause(int kills) {
    int doublings = Math.min(kills - 1, 6); // beyond the longest
    return Math.min(LONGEST_KILL_PAUSE, FIRST_KILL_PAUSE << doublings);
  }

  private void sendKill(Slot child, EndReason reason) {
    out.add(new Action.Kill(child.number(), child.generation(), false, reason));
  }

  /** Ends a child that hangs, after its last words: the stacks of its threads. */
  void endHung(Slot child, long now, EndReason reason) {
    if (dumps.take(now)) {
      dispatcher.settle(child);
      child.endBecause(reason);
      become(child, SlotState.KILLED, now, now + DUMP_TIME);
      out.add(new Action.Dump(child.number(), child.generation(), reason));
    } else {
      kill(child, now, reason);
    }
  }

  void killAll(long now, EndReason reason) {
    for (int i = 0; i < board.size(); i++) {
      if (board.slot(i).state().isLiving()) {
        killOnDemand(board.slot(i), now, reason);
      }
    }
  }

  /**
   * Ends the child at once since somebody asks for it; a further KILL out of turn changes no
   * deadline, or else nobody would see that it does not help.
   */
  void killOnDemand(Slot child, long now, EndReason reason) {
    if (child.kills() > 0) {
      sendKill(child, reason);
    } else {
      kill(child, now, reason);
    }
  }

  /** TERM now, KILL later. */
  void terminate(Slot child, long now, PoolSpec spec) {
    if (child.ending() == null) {
      kill(child, now, EndReason.CHANNEL_CLOSED);
      return;
    }
    EndReason reason =
        child.ending() == EndReason.STOP ? EndReason.STOP_TIMEOUT : EndReason.DRAIN_TIMEOUT;
    child.endBecause(reason);
    become(child, SlotState.KILLED, now, now + spec.killAfter());
    out.add(new Action.Kill(child.number(), child.generation(), true, reason));
  }

  private void become(Slot child, SlotState next, long now, long deadline) {
    board.move(child, next, now);
    child.expireAt(deadline);
    alarm.by(deadline);
  }

  void note(Notes notes) {
    notes.part("dumps", dumps::note);
  }
}
