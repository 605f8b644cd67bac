package io.preforkd.pool;

/** How children come, how long they may take, and how they are seen to be gone. */
final class Children {
  /**
   * A program that reports nothing is up when it has lived so long; supervisord's {@code
   * startsecs}.
   */
  static final long UP = 1_000_000_000L;

  private final Scoreboard board;
  private final Dispatcher dispatcher;
  private final Quota.Share quota;
  private final Generations generations;
  private final Trial trial;
  private final Reports reports;
  private final Endings endings;
  private final Farewells farewells;
  private final Outbox out;
  private final Alarm alarm;
  private int vacated;

  Children(
      Scoreboard board,
      Dispatcher dispatcher,
      Quota.Share quota,
      Generations generations,
      Trial trial,
      Reports reports,
      Endings endings,
      Farewells farewells,
      Outbox out,
      Alarm alarm) {
    this.board = board;
    this.dispatcher = dispatcher;
    this.quota = quota;
    this.generations = generations;
    this.trial = trial;
    this.reports = reports;
    this.endings = endings;
    this.farewells = farewells;
    this.out = out;
    this.alarm = alarm;
  }

  void spawn(long now, SpawnReason reason, PoolSpec spec) {
    Slot slot = board.slot(board.nextVacant());
    slot.incarnate(generations.next(), now);
    quota.take();
    trial.throttle().spawned();
    succeed(slot);
    board.move(slot, SlotState.STARTING, now);
    slot.expireAt(now + startTime(spec));
    alarm.by(slot.deadline());
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

  /** Tells a child to leave so that another one takes its place. */
  void recycle(Slot child, long now, EndReason reason, PoolSpec spec) {
    child.recycled();
    vacate(child);
    endings.letGo(child, now, reason, spec);
  }

  /** The child says that it is going to exit. */
  void leaving(Slot child, long now, PoolSpec spec) {
    if (child.state().isActive()) {
      vacate(child);
      endings.leaving(child, now, spec);
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
    trial.ended(child, now, blame, spec);
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
      trial.awaitProof(child, now, spec);
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
      case IDLE, BUSY -> endings.kill(child, now, EndReason.ORDER_TIMEOUT);
      case ORDERED -> {
        if (child.isLate()) {
          endings.kill(child, now, EndReason.ORDER_TIMEOUT);
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
      endings.kill(child, now, EndReason.START_TIMEOUT);
    } else {
      reports.idle(child, now, spec);
      out.add(new Action.Up(child.number(), child.generation()));
    }
  }

  /** A child that outlives its KILL is on trial no more, or else it would hold up all others. */
  private void killAgain(Slot child, long now) {
    if (child.kills() == 1) {
      trial.throttle().left(child.spawnedAt());
    }
    endings.kill(child, now, child.ending());
  }

  private void terminate(Slot child, long now, PoolSpec spec) {
    if (child.parting().isUnderWay()) {
      farewells.end(child, now, spec);
    } else {
      endings.terminate(child, now, spec);
    }
  }

  void note(Notes notes) {
    vacated = notes.number("vacated", vacated);
  }
}
