package io.preforkd.pool;

import java.util.ArrayList;
import java.util.List;

/**
 * Brings waiting connections and idle children together, for each listener by itself.
 *
 * <p>A watch fires once. While an order is out its listener is not watched: the connection it is
 * for still waits, and the watch would fire for it again and again. The child's answer settles the
 * order, and the next watch tells whether another connection waits. An order that is not answered
 * within order-retry becomes late: it stays with its child, and no longer holds up the others.
 *
 * <p>Where the parent accepts, the connection is out of the queue at once, and the next one can be
 * given to another child: an order holds nobody up.
 *
 * <p>While nobody is idle there is nobody to order, and the question becomes how many wait: the
 * backlog is measured, again while it is not empty, and a watch tells when it no longer is.
 */
final class Dispatcher {
  /** Between two looks at the backlog while the pool can grow. */
  static final long LOOK_TO_GROW = 10_000_000L;

  /** Between two looks while it cannot, and the backlog is merely counted. */
  static final long LOOK_TO_COUNT = 100_000_000L;

  /** Until the parent tries again to accept. */
  static final long REST = 100_000_000L;

  private final Scoreboard board;
  private final DispatchPolicy policy;
  private final Outbox out;
  private final Alarm alarm;
  private final List<Listening> listenings = new ArrayList<>();
  private int first;

  Dispatcher(Scoreboard board, DispatchPolicy policy, int listeners, Outbox out, Alarm alarm) {
    this.board = board;
    this.policy = policy;
    this.out = out;
    this.alarm = alarm;
    for (int i = 0; i < listeners; i++) {
      listenings.add(new Listening(i));
    }
  }

  List<Listening> listenings() {
    return listenings;
  }

  /**
   * All listeners, from the one behind the listener served last, so that none of several is
   * starved.
   */
  List<Listening> inTurn() {
    if (first == 0) {
      return listenings;
    }
    List<Listening> turn = new ArrayList<>(listenings.subList(first, listenings.size()));
    turn.addAll(listenings.subList(0, first));
    return turn;
  }

  /** Connections that wait while nobody is idle. */
  int waiting() {
    if (board.ready() > 0) {
      return 0;
    }
    int sum = 0;
    for (Listening listening : listenings) {
      sum += listening.waiting();
    }
    return sum;
  }

  /** The watch on this listener has fired. */
  void pending(Listening listening, PoolSpec spec, long now) {
    listening.watched(false);
    if (listening.hasOrderOut()) {
      return;
    }
    if (!order(listening, spec, now)) {
      listening.atLeastOneWaits();
    }
  }

  /** Orders the child that the policy names; false if it names none, or nobody may be accepted. */
  boolean order(Listening listening, PoolSpec spec, long now) {
    if (listening.restsUntil() > now && !listening.hasUndelivered()) {
      return false;
    }
    int chosen = policy.choose(board, listening.index());
    if (chosen < 0) {
      return false;
    }
    Slot slot = board.slot(chosen);
    boolean isPassed = spec.dispatch().isPassed();
    int count = isPassed ? 1 : policy.count(board, slot);
    boolean selfAccept = spec.selfAccept() && !isPassed && !slot.holdsMany();
    board.move(slot, SlotState.ORDERED, now);
    slot.orderTo(listening.index());
    expire(slot, now + spec.orderRetry());
    if (!isPassed) {
      listening.orderedTo(chosen);
    }
    listening.taken(count);
    first = (listening.index() + 1) % listenings.size();
    out.add(new Action.Order(chosen, slot.generation(), listening.index(), selfAccept, count));
    return true;
  }

  /**
   * The child has answered its order, or will never do so. Call it before the slot changes its
   * state.
   */
  void settle(Slot slot) {
    if (slot.orderedTo() >= 0 && !slot.isLate()) {
      listenings.get(slot.orderedTo()).settled();
    }
  }

  /**
   * The order has been out for order-retry: others may be ordered for the same listener from now
   * on.
   */
  void giveUpWaiting(Slot slot, PoolSpec spec) {
    settle(slot);
    slot.becomeLate();
    expire(slot, slot.deadline() + spec.orderTimeout() - spec.orderRetry());
  }

  /** The parent, who accepts here, cannot: the watch would fire again and again. */
  void rest(Listening listening, long now) {
    listening.restUntil(now + REST);
    alarm.by(listening.restsUntil());
  }

  /** The parent has accepted a connection; maybe it can accept one more, for another child. */
  void accepted(Listening listening, PoolSpec spec, long now) {
    if (board.ready() > 0 && !listening.hasUndelivered()) {
      order(listening, spec, now);
    }
  }

  /** Gives away what the parent has in hand, which waits for nobody but a child. */
  void deliver(long now, PoolSpec spec) {
    for (Listening listening : inTurn()) {
      if (listening.hasUndelivered() && !listening.hasOrderOut()) {
        order(listening, spec, now);
      }
    }
  }

  /** Watches what should be watched. */
  void watch(long now, boolean canGrow) {
    for (Listening listening : inTurn()) {
      if (listening.isWatched() || listening.hasOrderOut()) {
        continue;
      }
      if (now < listening.restsUntil()) {
        alarm.by(listening.restsUntil());
      } else if (board.ready() > 0 || listening.isKnownEmpty()) {
        watch(listening);
      } else {
        look(listening, now, canGrow);
      }
    }
  }

  void watch(Listening listening) {
    listening.forgetWaiting();
    listening.watched(true);
    out.add(new Action.Watch(listening.index()));
  }

  /**
   * Nobody is idle: measures the backlog if it is time to, else sees to it that somebody asks
   * again.
   */
  private void look(Listening listening, long now, boolean canGrow) {
    if (now < listening.nextLook()) {
      alarm.by(listening.nextLook());
    } else {
      listening.lookAgainAt(now + (canGrow ? LOOK_TO_GROW : LOOK_TO_COUNT));
      alarm.by(listening.nextLook());
      out.add(new Action.Measure(listening.index()));
    }
  }

  private void expire(Slot slot, long time) {
    slot.expireAt(time);
    alarm.by(time);
  }

  void note(Notes notes) {
    notes.part("policy", policy::note);
    first = notes.number("first", first);
    listenings.forEach(one -> notes.part("listener" + one.index(), one::note));
  }
}
