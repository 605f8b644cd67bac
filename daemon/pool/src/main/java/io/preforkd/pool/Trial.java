package io.preforkd.pool;

/** Whether children come up and stay up: those that die young slow the spawning down. */
final class Trial {
  private final Scoreboard board;
  private final Outbox out;
  private final Alarm alarm;
  private final Throttle throttle = new Throttle();

  Trial(Scoreboard board, Outbox out, Alarm alarm) {
    this.board = board;
    this.out = out;
    this.alarm = alarm;
  }

  Throttle throttle() {
    return throttle;
  }

  /** The child is idle for the first time. */
  void cameUp(Slot child, long now, PoolSpec spec) {
    throttle.started();
    awaitProof(child, now, spec);
  }

  /** The child has come so far: those that died young before it need not be minded any more. */
  void prove(Slot child, long now) {
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
  void awaitProof(Slot child, long now, PoolSpec spec) {
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

  /** The child has been reaped. */
  void ended(Slot child, long now, Blame blame, PoolSpec spec) {
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

  void note(Notes notes) {
    notes.part("throttle", throttle::note);
  }
}
