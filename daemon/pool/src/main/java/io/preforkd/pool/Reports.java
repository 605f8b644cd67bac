package io.preforkd.pool;

/** What the children's words mean for their slots. */
final class Reports {
  /** First rest after a failed accept. */
  static final long FIRST_REST = 100_000_000L;

  /** Longest rest after failed accepts in a row. */
  static final long LONGEST_REST = 5_000_000_000L;

  /** More connections than anybody accepts between two words. */
  private static final long MOST_AT_ONCE = 1L << 31;

  private final Scoreboard board;
  private final Dispatcher dispatcher;
  private final Trial trial;
  private final Endings endings;
  private final Outbox out;
  private final Alarm alarm;

  Reports(
      Scoreboard board,
      Dispatcher dispatcher,
      Trial trial,
      Endings endings,
      Outbox out,
      Alarm alarm) {
    this.board = board;
    this.dispatcher = dispatcher;
    this.trial = trial;
    this.endings = endings;
    this.out = out;
    this.alarm = alarm;
  }

  void idle(Slot child, long now, PoolSpec spec) {
    switch (child.state()) {
      case STARTING -> {
        board.move(child, SlotState.IDLE, now);
        trial.cameUp(child, now, spec);
        letLoose(child, spec);
      }
      case ORDERED, BUSY -> {
        if (child.holdsMany() || isPassed(child, spec)) {
          endings.kill(child, now, EndReason.PROTOCOL);
        } else {
          becomeIdle(child, now);
        }
      }
      case IDLE -> isStillIdle(child, now);
      case DRAINING -> endings.hasFinished(child, now, spec);
      default -> {} // on its way out: what it still says changes nothing
    }
  }

  /** A connection that it was given cannot be found to be gone. */
  private static boolean isPassed(Slot child, PoolSpec spec) {
    return child.state() == SlotState.ORDERED && spec.dispatch().isPassed();
  }

  private void letLoose(Slot child, PoolSpec spec) {
    if (spec.dispatch().isUnordered()) {
      child.neverOrdered();
    }
    if (spec.dispatch().isFree()) {
      out.add(new Action.Free(child.number(), child.generation()));
    }
  }

  /** One that accepts without orders may have been busy in between. */
  private void isStillIdle(Slot child, long now) {
    if (child.holdsMany()) {
      endings.kill(child, now, EndReason.PROTOCOL);
    } else if (child.isUnordered()) {
      child.hasServed();
      trial.prove(child, now);
    } else if (!child.isFree()) {
      endings.kill(child, now, EndReason.PROTOCOL);
    }
  }

  private void becomeIdle(Slot child, long now) {
    if (child.state() == SlotState.BUSY) {
      trial.prove(child, now);
    }
    isAtWork(child, now);
  }

  /** An order that was out is settled. */
  private void isAtWork(Slot child, long now) {
    dispatcher.settle(child);
    board.move(child, atWork(child), now);
  }

  void busy(Slot child, long now) {
    if (child.holdsMany()) {
      blame(child, now);
      return;
    }
    switch (child.state()) {
      case ORDERED -> {
        child.restNoMore();
        dispatcher.settle(child);
        board.move(child, SlotState.BUSY, now);
      }
      case IDLE -> {
        if (child.actsUnasked()) {
          board.move(child, SlotState.BUSY, now);
        } else {
          endings.kill(child, now, EndReason.PROTOCOL);
        }
      }
      case STARTING -> endings.kill(child, now, EndReason.PROTOCOL);
      default -> {} // busy: accepted one itself; on its way out: an order under way was obeyed
    }
  }

  /** The child, which holds many, has accepted so many connections in all. */
  void opened(Slot child, long now, long total, PoolSpec spec) {
    boolean isRefused = isPassed(child, spec) && total == child.opened();
    if (isRefused || isOutOfTurn(child) || isTooMany(child, total)) {
      blame(child, now);
      return;
    }
    if (total > child.opened()) {
      child.restNoMore();
    }
    holds(child, now, total, child.closed());
  }

  private static boolean isOutOfTurn(Slot child) {
    return child.state() == SlotState.STARTING || (child.isIdleOrBusy() && !child.actsUnasked());
  }

  /**
   * One that accepts without orders tells of those that have ended afterwards; but a count that has
   * gone backwards looks like billions more.
   */
  private static boolean isTooMany(Slot child, long total) {
    boolean isAnswer = child.state() == SlotState.ORDERED && !child.actsUnasked();
    long most = isAnswer ? child.closed() + child.places() : child.opened() + MOST_AT_ONCE;
    return total > most;
  }

  /** So many of them have ended in all. */
  void closed(Slot child, long now, long total, PoolSpec spec) {
    if (total > child.opened()) {
      blame(child, now);
      return;
    }
    if (child.isIdleOrBusy()) {
      holds(child, now, child.opened(), total);
    } else {
      board.holds(child, child.opened(), total);
    }
    if (total > 0) {
      trial.prove(child, now);
    }
    if (child.state() == SlotState.DRAINING && child.open() == 0) {
      endings.hasFinished(child, now, spec);
    }
  }

  private void blame(Slot child, long now) {
    if (child.state().isActive() || child.state() == SlotState.DRAINING) {
      endings.kill(child, now, EndReason.PROTOCOL);
    }
  }

  /** An order, if there was one, is answered. */
  private void holds(Slot child, long now, long accepted, long ended) {
    board.holds(child, accepted, ended);
    if (child.state() == SlotState.ORDERED) {
      isAtWork(child, now);
    } else if (child.isIdleOrBusy() && child.state() != atWork(child)) {
      board.move(child, atWork(child), now);
    }
  }

  private static SlotState atWork(Slot child) {
    return child.open() > 0 ? SlotState.BUSY : SlotState.IDLE;
  }

  void acceptFailed(Slot child, long now, PoolSpec spec) {
    switch (child.state()) {
      case ORDERED -> rest(child, now);
      case BUSY -> {
        if (child.holdsMany()) {
          endings.kill(child, now, EndReason.PROTOCOL);
        } else {
          rest(child, now);
        }
      }
      case STARTING, IDLE ->
          endings.kill(child, now, EndReason.PROTOCOL); // a free one rests in silence
      case DRAINING -> endings.hasFinished(child, now, spec);
      default -> {} // on its way out
    }
  }

  private void rest(Slot child, long now) {
    child.rest(now, FIRST_REST, LONGEST_REST);
    becomeIdle(child, now);
    alarm.by(child.restsUntil());
  }

  /** The order came to nothing, and the child does not know of it. */
  void notOrdered(Slot child, long now) {
    if (child.state() == SlotState.ORDERED) {
      isAtWork(child, now);
    }
  }
}
