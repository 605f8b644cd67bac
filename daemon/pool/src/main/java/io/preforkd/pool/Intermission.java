package io.preforkd.pool;

/**
 * While the parent becomes another program nobody gives orders: children that can accept without
 * them do so until it is back. What such a child does meanwhile it tells nobody; when it is over it
 * says how it is and answers a ping, and from that answer on it works by orders again.
 */
final class Intermission {
  private final Scoreboard board;
  private final Dispatcher dispatcher;
  private final Pings pings;
  private final Outbox out;
  private final Alarm alarm;

  Intermission(Scoreboard board, Dispatcher dispatcher, Pings pings, Outbox out, Alarm alarm) {
    this.board = board;
    this.dispatcher = dispatcher;
    this.pings = pings;
    this.out = out;
    this.alarm = alarm;
  }

  /**
   * One with an order is left alone: it would answer the order as well. One that is never ordered
   * goes on as it does, and where the parent accepts nobody can do so in its place.
   */
  void begin(Dispatch dispatch) {
    if (dispatch.isPassed()) {
      return;
    }
    for (int i = 0; i < board.size(); i++) {
      Slot child = board.slot(i);
      if (isAtHand(child) && child.pulse().acceptsFreely() && !child.actsUnasked()) {
        board.setFree(child);
        out.add(new Action.Free(child.number(), child.generation()));
      }
    }
  }

  private static boolean isAtHand(Slot child) {
    boolean rests =
        child.restsUntil() != 0 && (child.state() == SlotState.IDLE || child.holdsMany());
    return child.isIdleOrBusy() && !rests;
  }

  /** Watches were the former program's. */
  void end(long now, PoolSpec spec) {
    dispatcher.listenings().forEach(listening -> listening.watched(false));
    for (int i = 0; i < board.size(); i++) {
      Slot child = board.slot(i);
      if (child.isFree() && child.state().isActive()) {
        callBack(child, now, spec);
      }
    }
  }

  private void callBack(Slot child, long now, PoolSpec spec) {
    int nonce = pings.nextNonce();
    child.isFreeUntilPong(nonce);
    out.add(new Action.CallBack(child.number(), child.generation(), nonce));
    awaitAnswer(child, now, spec);
  }

  /** A busy one may take as long as its connection does, one that holds many answers at once. */
  void awaitAnswer(Slot child, long now, PoolSpec spec) {
    boolean answersAtOnce = child.state() == SlotState.IDLE || child.holdsMany();
    if (child.isFree() && child.isIdleOrBusy() && answersAtOnce) {
      child.waitFrom(now, now + spec.orderTimeout());
      alarm.by(child.deadline());
    }
  }

  void pong(Slot child, int nonce) {
    if (child.isFreedUntil(nonce)) {
      board.freeNoMore(child);
    }
  }
}
