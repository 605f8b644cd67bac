package io.preforkd.pool;

import java.util.Set;

/**
 * How a pool ends: its listeners are shut, what had been queued is served, then everybody is told
 * to leave.
 *
 * <p>A handshake that was under way when the door was shut may still complete, so the queues must
 * have been empty for a while before the listeners can go without resetting anybody.
 */
final class Closing {
  /** Between two looks at the queue of a shut listener. */
  static final long LOOK = 5_000_000L;

  /**
   * Looks in a row that must have found a queue empty: one handshake, measured as 50 ms, lies
   * between the first and the last of them, even if the host was frozen between two.
   */
  static final int QUIET_LOOKS = 12;

  enum Phase {
    OPEN,
    SHUT,
    LEAVING,
    STOPPED
  }

  private final Scoreboard board;
  private final Dispatcher dispatcher;
  private final Outbox out;
  private final Alarm alarm;
  private Phase phase = Phase.OPEN;
  private long giveUpAt = Alarm.NEVER;
  private EndReason reason = EndReason.STOP;

  Closing(Scoreboard board, Dispatcher dispatcher, Outbox out, Alarm alarm) {
    this.board = board;
    this.dispatcher = dispatcher;
    this.out = out;
    this.alarm = alarm;
  }

  Phase phase() {
    return phase;
  }

  /** When those who are left get TERM. */
  long giveUpAt() {
    return giveUpAt;
  }

  /** Why the children are told to leave. */
  EndReason reason() {
    return reason;
  }

  void stop(long now, PoolSpec spec) {
    shut(now, Set.of(), EndReason.STOP, now + spec.stopTimeout());
  }

  /** Somebody else goes on serving the {@code kept} listeners. */
  void retire(long now, PoolSpec spec, Set<Integer> kept) {
    shut(now, kept, EndReason.RELOAD, now + spec.drainTimeout());
  }

  private void shut(long now, Set<Integer> kept, EndReason why, long until) {
    phase = Phase.SHUT;
    reason = why;
    giveUpAt = until;
    for (Listening listening : dispatcher.listenings()) {
      if (kept.contains(listening.index())) {
        listening.leaveToOthers();
        continue;
      }
      out.add(new Action.Shut(listening.index()));
      listening.forgetLooks();
      listening.lookAgainAt(now);
    }
  }

  /** Serves what was queued; true once nothing has been for long enough, or time is up. */
  boolean serveQueued(long now, PoolSpec spec) {
    for (Listening listening : dispatcher.inTurn()) {
      if (listening.isLeftToOthers() && !listening.hasUndelivered()) {
        continue;
      }
      if (listening.hasOrderOut() || listening.waiting() > 0 || mayComeBack(spec)) {
        listening.forgetLooks();
      }
      if (!listening.hasOrderOut()) {
        orderOrLook(listening, spec, now);
      }
    }
    boolean isOver = isQuiet() && !mayComeBack(spec);
    if (isOver || now >= giveUpAt) {
      return true;
    }
    alarm.by(giveUpAt);
    return false;
  }

  /** Whoever a child has been given and has not taken, however late it is, may be handed back. */
  private boolean mayComeBack(PoolSpec spec) {
    return spec.dispatch().isPassed() && board.count(SlotState.ORDERED) > 0;
  }

  /** Looks are counted, not time: a stalled parent has not looked meanwhile. */
  private boolean isQuiet() {
    for (Listening listening : dispatcher.listenings()) {
      boolean isEmpty = listening.isLeftToOthers() || listening.emptyLooks() >= QUIET_LOOKS;
      if (!isEmpty || listening.hasUndelivered()) {
        return false;
      }
    }
    return true;
  }

  private void orderOrLook(Listening listening, PoolSpec spec, long now) {
    if (listening.waiting() > 0 && dispatcher.order(listening, spec, now)) {
      return;
    }
    if (listening.isLeftToOthers()) {
      return;
    }
    if (now >= listening.nextLook()) {
      listening.lookAgainAt(now + LOOK);
      out.add(new Action.Measure(listening.index()));
    }
    alarm.by(listening.nextLook());
  }

  void leave() {
    phase = Phase.LEAVING;
    for (Listening listening : dispatcher.listenings()) {
      out.add(new Action.Close(listening.index()));
    }
  }

  /** Reports the end, once, when nobody is left but those whom no KILL ends. */
  void stopIfEmpty() {
    if (phase == Phase.LEAVING && isOver()) {
      phase = Phase.STOPPED;
      leaveBehind();
      out.add(new Action.Stopped());
    }
  }

  private boolean isOver() {
    for (int i = 0; board.living() > 0 && i < board.size(); i++) {
      Slot child = board.slot(i);
      if (child.state().isLiving() && child.kills() <= Endings.KILLS_ENOUGH) {
        return false;
      }
    }
    return true;
  }

  /** They hold their slots: a process that was not reaped is there. */
  private void leaveBehind() {
    for (int i = 0; i < board.size(); i++) {
      Slot child = board.slot(i);
      if (child.state().isLiving()) {
        out.add(new Action.LeftBehind(child.number(), child.generation()));
      }
    }
  }

  void note(Notes notes) {
    phase = notes.word("phase", Phase.class, phase);
    giveUpAt = notes.number("giveUpAt", giveUpAt);
    reason = notes.word("reason", EndReason.class, reason);
  }
}
