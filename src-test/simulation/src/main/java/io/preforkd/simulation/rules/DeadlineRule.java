package io.preforkd.simulation.rules;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.SpawnReason;
import io.preforkd.simulation.rules.ChildRecord.Phase;
import java.util.HashMap;
import java.util.Map;

/**
 * A child is ended when its time is up, not earlier and not later. The time in which the parent was
 * frozen does not count, as far as the parent could notice it: by a tick that was late.
 */
final class DeadlineRule extends Rule {
  private static final long NOBODY = -1;
  private static final long NOTICEABLE = 250_000_000L;
  private static final long DUMP_TIME = 500_000_000L;
  private static final long EXIT_GRACE = 1_000_000_000L;
  private static final long FIRST_KILL_PAUSE = 1_000_000_000L;
  private static final long LONG_HENCE = Long.MAX_VALUE / 2;
  private static final long LONGEST_KILL_PAUSE = 60_000_000_000L;

  /** Between these times the child must be ended. */
  private static final class Due {
    private final long since;
    private long earliest;
    private long latest;

    Due(long since, long at) {
      this.since = since;
      earliest = at;
      latest = at;
    }
  }

  private final Map<Long, Due> dues = new HashMap<>();
  private long actedAt;
  private long frozenThen;
  private boolean ticked;
  private boolean isStopping;
  private long killedByOperator = NOBODY;
  private long giveUpAt = Long.MAX_VALUE;

  DeadlineRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void ticking() {
    ticked = true;
    if (isLate()) {
      long least = scene.frozen() - frozenThen;
      long most = scene.now() - actedAt;
      dues.values().stream()
          .filter(due -> due.since <= actedAt)
          .forEach(
              due -> {
                due.earliest += least;
                due.latest += most;
              });
    }
  }

  private boolean isLate() {
    return scene.now() - scene.pool().nextDeadline() > NOTICEABLE;
  }

  @Override
  public void heard(Report report, int slot, long generation) {
    ChildRecord child = books.child(slot, generation);
    if (child == null) {
      return;
    }
    switch (report) {
      case IDLE, BUSY, ACCEPT_FAILED -> {
        if (child.isActive()) {
          dues.remove(generation);
          awaitAnswer(child, report != Report.BUSY || child.holdsMany());
        } else if (report != Report.BUSY) {
          hasFinished(child);
        }
      }
      case NOBODY_CAME, CANNOT_ACCEPT -> {
        if (child.phase == Phase.ORDERED) {
          dues.remove(generation);
        }
      }
      case LEAVING -> leaves(child, scene.spec().drainTimeout());
      case CHANNEL_CLOSED -> {
        leaves(child, EXIT_GRACE);
        hasFinished(child);
      }
      case EXTENDS -> extend(child);
      case EXITED, KILLED_FROM_OUTSIDE, SPAWN_FAILED -> dues.remove(generation);
      case GREETED, PONG, GARBAGE, COUNTED, MEASURED, OPENED, CLOSED -> {}
    }
  }

  /** One that may be idle is to answer the call back as soon as it hears of it. */
  private void awaitAnswer(ChildRecord child, boolean isIdle) {
    if (child.free && isIdle) {
      due(child.generation, scene.now() + scene.spec().orderTimeout());
    }
  }

  @Override
  public void callBack(int slot, long generation, int nonce) {
    ChildRecord child = books.inSlot(slot);
    awaitAnswer(child, child.phase == Phase.IDLE || child.holdsMany());
  }

  @Override
  public void counted(Report report, int slot, long generation, long number) {
    ChildRecord child = books.child(slot, generation);
    boolean isAnswer = child != null && child.free && number == child.freeUntilPong;
    boolean isBound = isAnswer && (child.phase == Phase.IDLE || child.holdsMany());
    if (isBound && report == Report.PONG && child.isActive()) {
      dues.remove(generation);
    }
    if (child != null && (report == Report.OPENED || report == Report.CLOSED)) {
      holds(child, report, number);
    }
  }

  /** It answers by how many it has opened; how many have ended it says at any time. */
  private void holds(ChildRecord child, Report report, long number) {
    boolean isLast = report == Report.CLOSED && number == child.opened;
    if (child.phase == Phase.IDLE || child.phase == Phase.BUSY || isAnswer(child, report)) {
      dues.remove(child.generation);
      awaitAnswer(child, true);
    } else if (isLast) {
      hasFinished(child);
    }
  }

  private static boolean isAnswer(ChildRecord child, Report report) {
    return child.phase == Phase.ORDERED && report == Report.OPENED;
  }

  private void leaves(ChildRecord child, long time) {
    if (child.isActive()) {
      due(child.generation, scene.now() + time);
    }
  }

  /** One that was recycled while it was busy has no time limit until then. */
  private void hasFinished(ChildRecord child) {
    if (child.phase == ChildRecord.Phase.LEAVING && !dues.containsKey(child.generation)) {
      due(child.generation, scene.now() + scene.spec().drainTimeout());
    }
  }

  private void extend(ChildRecord child) {
    if (child.phase == Phase.STARTING) {
      Due due = dues.get(child.generation);
      due.earliest = Math.max(due.earliest, scene.now() + Report.EXTENSION);
      due.latest = Math.max(due.latest, scene.now() + Report.EXTENSION);
    }
  }

  private void due(long generation, long at) {
    dues.put(generation, new Due(scene.now(), at));
  }

  @Override
  public void killing(int slot, long generation) {
    killedByOperator = generation;
  }

  @Override
  public void stopping() {
    isStopping = true;
    if (books.isOpen()) {
      giveUpAt = scene.now() + scene.spec().stopTimeout();
    }
  }

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    due(generation, scene.now() + scene.spec().startTimeout());
  }

  @Override
  public void order(int slot, long generation, int listener, boolean selfAccept, int count) {
    due(generation, scene.now() + scene.spec().orderTimeout());
  }

  @Override
  public void drain(int slot, long generation, EndReason reason) {
    boolean stop = reason == EndReason.STOP;
    ChildRecord child = books.child(slot, generation);
    if (!stop && child.phase == Phase.BUSY) {
      dues.remove(generation);
      limitMany(child);
      return;
    }
    due(
        generation,
        stop ? Math.max(giveUpAt, scene.now()) : scene.now() + scene.spec().drainTimeout());
  }

  /** It has all the time until it is told. */
  @Override
  public void part(int slot, long generation, EndReason reason) {
    drain(slot, generation, reason);
    dues.computeIfPresent(generation, (key, due) -> new Due(due.since, LONG_HENCE));
  }

  @Override
  public void toldToLeave(int slot, long generation, EndReason reason) {
    if (dues.containsKey(generation) && !books.isClosed()) {
      due(generation, scene.now() + scene.spec().drainTimeout());
    }
  }

  /** As long as one of its connections may take, and a while to leave. */
  private void limitMany(ChildRecord child) {
    long timeout = scene.spec().connection().timeout();
    if (child.holdsMany() && timeout > 0) {
      due(child.generation, scene.now() + timeout + scene.spec().drainTimeout());
    }
  }

  /** Those who were leaving anyway may not take longer than the pool. */
  @Override
  public void close(int listener) {
    for (ChildRecord child : books.children()) {
      if (child.phase == Phase.LEAVING) {
        Due due =
            dues.computeIfAbsent(child.generation, ignored -> new Due(child.since, Long.MAX_VALUE));
        due.earliest = Math.min(due.earliest, giveUpAt);
        due.latest = Math.min(due.latest, Math.max(giveUpAt, scene.now()));
      }
    }
  }

  @Override
  public void kill(int slot, long generation, boolean politely, EndReason reason) {
    ChildRecord child = books.inSlot(slot);
    if (child.kills > 0) {
      again(child);
    } else {
      first(slot, generation, politely, reason);
    }
  }

  /** A KILL out of turn, for a second stop or the operator, is no reason to wait longer. */
  private void again(ChildRecord child) {
    if (isStopping || child.generation == killedByOperator) {
      require(
          !isStopping || books.isStoppedTwice(),
          "slot " + child.slot + " is killed again by the first stop");
      return;
    }
    Due due = dues.get(child.generation);
    require(scene.now() >= due.earliest, "slot " + child.slot + " is killed again too early");
    killed(child);
  }

  private void killed(ChildRecord child) {
    child.kills++;
    long pause = FIRST_KILL_PAUSE << Math.min(6, child.kills - 1);
    due(child.generation, scene.now() + Math.min(LONGEST_KILL_PAUSE, pause));
  }

  private void first(int slot, long generation, boolean politely, EndReason reason) {
    Due due = dues.remove(generation);
    if (isForTime(reason) && !endsAtOnce(slot)) {
      require(due != null, "slot " + slot + " has no deadline: " + reason);
      require(scene.now() >= due.earliest, "slot " + slot + " had time left: " + reason);
    }
    if (politely) {
      due(generation, scene.now() + scene.spec().killAfter());
    } else {
      killed(books.inSlot(slot));
    }
  }

  @Override
  public void dump(int slot, long generation, EndReason reason) {
    due(generation, scene.now() + DUMP_TIME);
  }

  private boolean endsAtOnce(int slot) {
    return books.isStoppedTwice() || books.inSlot(slot).misbehaved;
  }

  private static boolean isForTime(EndReason reason) {
    return switch (reason) {
      case START_TIMEOUT, ORDER_TIMEOUT, DRAIN_TIMEOUT, STOP_TIMEOUT, CHANNEL_CLOSED -> true;
      default -> false;
    };
  }

  @Override
  public void settled() {
    if (ticked) {
      dues.forEach(this::requireInTime);
    }
    ticked = false;
    isStopping = false;
    killedByOperator = NOBODY;
    acted();
  }

  @Override
  public void paused() {
    acted();
  }

  private void acted() {
    if (!isLate()) {
      actedAt = scene.now();
      frozenThen = scene.frozen();
    }
  }

  private void requireInTime(long generation, Due due) {
    if (due.latest < scene.now()) {
      throw broken("generation " + generation + " outlives its deadline");
    }
  }
}
