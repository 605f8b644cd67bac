package io.preforkd.pool;

/** What the children's reports, deaths and silences mean for their slots. */
final class Children {
  /** First rest after a failed accept. */
  static final long FIRST_REST = 100_000_000L;

  /** Longest rest after failed accepts in a row. */
  static final long LONGEST_REST = 5_000_000_000L;

  /** From a child's first KILL to its second, if it lives on; doubles with each. */
  static final long FIRST_KILL_PAUSE = 1_000_000_000L;

  /** Longest time between two KILLs. */
  static final long LONGEST_KILL_PAUSE = 60_000_000_000L;

  /** A pool that closes waits no longer for a child that has let so many KILLs pass. */
  static final int KILLS_ENOUGH = 3;

  /** More connections than anybody accepts between two words. */
  private static final long MOST_AT_ONCE = 1L << 31;

  /** How long a child may take to print its stacks. */
  static final long DUMP_TIME = 500_000_000L;

  /** How long a child that closed its back-channel may take to exit. */
  static final long EXIT_GRACE = 1_000_000_000L;

  /**
   * A program that reports nothing is up when it has lived so long; supervisord's {@code
   * startsecs}.
   */
  static final long UP = 1_000_000_000L;

  private final Scoreboard board;
  private final Dispatcher dispatcher;
  private final Quota.Share quota;
  private final Outbox out;
  private final Alarm alarm;
  private final Throttle throttle = new Throttle();
  private final DumpBudget dumps = new DumpBudget();
  private final Generations generations;
  private final Farewells farewells;
  private int vacated;

  Children(
      Scoreboard board,
      Dispatcher dispatcher,
      Quota.Share quota,
      Generations generations,
      Farewells farewells,
      Outbox out,
      Alarm alarm) {
    this.board = board;
    this.dispatcher = dispatcher;
    this.quota = quota;
    this.generations = generations;
    this.farewells = farewells;
    this.out = out;
    this.alarm = alarm;
  }

  Throttle throttle() {
    return throttle;
  }

  void spawn(long now, SpawnReason reason, PoolSpec spec) {
    Slot slot = board.slot(board.nextVacant());
    slot.incarnate(generations.next(), now);
    quota.take();
    throttle.spawned();
    succeed(slot);
    become(slot, SlotState.STARTING, now, now + startTime(spec));
    out.add(new Action.Spawn(slot.number(), slot.generation(), reason));
  }

  private static long startTime(PoolSpec spec) {
    return spec.dispatch().isReported() ? spec.startTimeout() : UP;
  }

  /** Where one has left in order, the next one is taken to come up as that one did. */
  private void succeed(Slot child) {
    if (vacated > 0) {
      vacated--;
      child.succeed();
    }
  }

  private void vacate(Slot child) {
    vacated += child.hasBeenIdle() ? 1 : 0;
  }

  void idle(Slot child, long now, PoolSpec spec) {
    switch (child.state()) {
      case STARTING -> {
        throttle.started();
        board.move(child, SlotState.IDLE, now);
        awaitProof(child, now, spec);
        letLoose(child, spec);
      }
      case ORDERED, BUSY -> {
        if (child.holdsMany() || isPassed(child, spec)) {
          kill(child, now, EndReason.PROTOCOL);
        } else {
          becomeIdle(child, now);
        }
      }
      case IDLE -> isStillIdle(child, now);
      case DRAINING -> hasFinished(child, now, spec);
      default -> {} // on its way out: what it still says changes nothing
    }
  }

  /** A connection that it was given cannot be found to be gone. */
  private static boolean isPassed(Slot child, PoolSpec spec) {
    return child.state() == SlotState.ORDERED && spec.dispatch() == Dispatch.PASS;
  }

  /** A child that was recycled while it was busy: from now on it has no reason to stay. */
  private void hasFinished(Slot child, long now, PoolSpec spec) {
    child.inHand().end();
    if (child.deadline() == Alarm.NEVER) {
      child.waitFrom(now, now + spec.drainTimeout());
      alarm.by(child.deadline());
    }
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
      kill(child, now, EndReason.PROTOCOL);
    } else if (child.isUnordered()) {
      child.hasServed();
      prove(child, now);
    } else if (!child.isFree()) {
      kill(child, now, EndReason.PROTOCOL);
    }
  }

  private void becomeIdle(Slot child, long now) {
    if (child.state() == SlotState.BUSY) {
      prove(child, now);
    }
    isAtWork(child, now);
  }

  /** An order that was out is settled. */
  private void isAtWork(Slot child, long now) {
    dispatcher.settle(child);
    board.move(child, atWork(child), now);
  }

  /** The child has come so far: those that died young before it need not be minded any more. */
  private void prove(Slot child, long now) {
    if (child.hasProved()) {
      return;
    }
    child.prove();
    endThrottle(now);
  }

  private void endThrottle(long now) {
    if (throttle.isDegraded()) {
      out.add(new Action.Recovered(now - throttle.degradedAt()));
    }
    throttle.succeeded();
  }

  /**
   * A pool that needs nobody new puts nobody on trial; its deaths are forgotten after the time in
   * which one could have proved itself.
   */
  void forgetDeaths(long now, PoolSpec spec) {
    if (!throttle.isOn() || hasUnproved()) {
      return;
    }
    long at = throttle.resumeAt() + spec.settleTime();
    if (now >= at) {
      endThrottle(now);
      alarm.by(now); // those who waited for it come next
    } else {
      alarm.by(at);
    }
  }

  private boolean hasUnproved() {
    for (int i = 0; i < board.size(); i++) {
      if (board.slot(i).state().isActive() && !board.slot(i).hasProved()) {
        return true;
      }
    }
    return false;
  }

  /** While the spawning is slowed down, somebody must look when a child is no longer young. */
  private void awaitProof(Slot child, long now, PoolSpec spec) {
    if (!throttle.isOn() || child.hasProved() || !child.hasBeenIdle()) {
      return;
    }
    if (isYoung(child, now, spec)) {
      alarm.by(child.firstIdleAt() + spec.settleTime());
    } else {
      prove(child, now);
    }
  }

  private static boolean isYoung(Slot child, long now, PoolSpec spec) {
    return !child.hasProved()
        && (!child.hasBeenIdle() || now - child.firstIdleAt() < spec.settleTime());
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
          kill(child, now, EndReason.PROTOCOL);
        }
      }
      case STARTING -> kill(child, now, EndReason.PROTOCOL);
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
      prove(child, now);
    }
    if (child.state() == SlotState.DRAINING && child.open() == 0) {
      hasFinished(child, now, spec);
    }
  }

  private void blame(Slot child, long now) {
    if (child.state().isActive() || child.state() == SlotState.DRAINING) {
      kill(child, now, EndReason.PROTOCOL);
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
          kill(child, now, EndReason.PROTOCOL);
        } else {
          rest(child, now);
        }
      }
      case STARTING, IDLE -> kill(child, now, EndReason.PROTOCOL); // a free one rests in silence
      case DRAINING -> hasFinished(child, now, spec);
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

  void leaving(Slot child, long now, PoolSpec spec) {
    if (child.state().isActive()) {
      child.endBecause(EndReason.LEFT);
      vacate(child);
      dispatcher.settle(child);
      become(child, SlotState.DRAINING, now, now + spec.drainTimeout());
    }
  }

  void channelClosed(Slot child, long now, PoolSpec spec) {
    if (child.state().isActive()) {
      dispatcher.settle(child);
      become(child, SlotState.DRAINING, now, now + EXIT_GRACE);
    } else if (child.state() == SlotState.DRAINING) {
      hasFinished(child, now, spec);
    }
  }

  void exited(Slot child, long now, Blame blame, PoolSpec spec) {
    dispatcher.settle(child);
    board.move(child, SlotState.VACANT, now);
    quota.giveBack();
    out.add(
        new Action.Gone(
            child.number(),
            child.generation(),
            child.doing(),
            child.ending(),
            now - child.spawnedAt(),
            child.hasBeenIdle()));
    if (isYoung(child, now, spec)) {
      endedYoung(child, now, blame, spec);
    }
  }

  private void endedYoung(Slot child, long now, Blame blame, PoolSpec spec) {
    if (isOwnFault(child, blame)) {
      throttle(child, now, spec);
    } else {
      throttle.left(child.spawnedAt());
    }
  }

  /** One that leaves by itself does so in order if it has worked. */
  private static boolean isOwnFault(Slot child, Blame blame) {
    if (child.ending() == null) {
      return blame == Blame.CHILD;
    }
    if (child.ending() == EndReason.LEFT) {
      return !child.hasAccepted();
    }
    return child.hasBeenIdle() ? child.ending().isOwnFault() : child.ending().isFailure();
  }

  private void throttle(Slot child, long now, PoolSpec spec) {
    if (!throttle.died(now, child.spawnedAt(), spec)) {
      return;
    }
    out.add(new Action.Throttled(throttle.deaths(), throttle.pause(spec)));
    watchTheOthers(now, spec);
    if (throttle.degrades(now, spec.giveUp())) {
      out.add(new Action.Degraded(throttle.waves()));
    }
  }

  /** Those that were grown up before say nothing of those that die now. */
  private void watchTheOthers(long now, PoolSpec spec) {
    for (int i = 0; i < board.size(); i++) {
      Slot other = board.slot(i);
      if (other.state().isLiving() && other.hasBeenIdle() && !isYoung(other, now, spec)) {
        other.prove();
      } else if (other.state().isActive()) {
        awaitProof(other, now, spec);
      }
    }
  }

  void drain(Slot child, long now, EndReason reason, long until) {
    isToLeave(child, now, reason, until);
    farewells.begin(child, now);
  }

  private void isToLeave(Slot child, long now, EndReason reason, long until) {
    child.endBecause(reason);
    dispatcher.settle(child);
    become(child, SlotState.DRAINING, now, until);
  }

  /** Tells a child to leave so that another one takes its place. */
  void recycle(Slot child, long now, EndReason reason, PoolSpec spec) {
    child.recycled();
    vacate(child);
    letGo(child, now, reason, spec);
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

  /**
   * Deals with everybody whose time is up. Nobody is blamed for a time in which nobody could act:
   * it began at some moment after {@code actedAt}, which is {@code now} if there was none.
   */
  void expire(long now, long actedAt, PoolSpec spec) {
    for (int i = 0; i < board.size(); i++) {
      Slot child = board.slot(i);
      if (child.state().isLiving()) {
        child.forgive(now, actedAt);
        expire(child, now, spec);
      }
    }
  }

  private void expire(Slot child, long now, PoolSpec spec) {
    if (child.state().isActive()) {
      awaitProof(child, now, spec);
    }
    if (child.deadline() <= now) {
      timeUp(child, now, spec);
    }
    alarm.by(child.deadline());
    if (child.isIdleOrBusy() && child.restsUntil() > 0) {
      rested(child, now);
    }
  }

  private void rested(Slot child, long now) {
    if (child.isResting(now)) {
      alarm.by(child.restsUntil());
    } else {
      board.wake(child);
    }
  }

  private void timeUp(Slot child, long now, PoolSpec spec) {
    switch (child.state()) {
      case STARTING -> hasNotReported(child, now, spec);
      // told to accept freely no more
      case IDLE, BUSY -> kill(child, now, EndReason.ORDER_TIMEOUT);
      case ORDERED -> {
        if (child.isLate()) {
          kill(child, now, EndReason.ORDER_TIMEOUT);
        } else {
          dispatcher.giveUpWaiting(child, spec);
        }
      }
      case DRAINING -> terminate(child, now, spec);
      case KILLED -> killAgain(child, now);
      default -> throw new IllegalStateException(child.state() + " has no deadline");
    }
  }

  private void hasNotReported(Slot child, long now, PoolSpec spec) {
    if (spec.dispatch().isReported()) {
      kill(child, now, EndReason.START_TIMEOUT);
    } else {
      idle(child, now, spec);
      out.add(new Action.Up(child.number(), child.generation()));
    }
  }

  /** A child that outlives its KILL is on trial no more, or else it would hold up all others. */
  private void killAgain(Slot child, long now) {
    if (child.kills() == 1) {
      throttle.left(child.spawnedAt());
    }
    kill(child, now, child.ending());
  }

  /** TERM now, KILL later. */
  private void terminate(Slot child, long now, PoolSpec spec) {
    if (child.parting().isUnderWay()) {
      farewells.end(child, now, spec);
      return;
    }
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
    notes.part("throttle", throttle::note);
    notes.part("dumps", dumps::note);
    vacated = notes.number("vacated", vacated);
  }
}
