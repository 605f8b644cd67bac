package io.preforkd.pool;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pool of children: takes what happened, answers with what to do.
 *
 * <p>It is told each {@link Event} with {@code now}, nanoseconds of a clock that never goes back
 * and began at or above 0, and returns the actions in the order in which they are to be carried
 * out. {@link #nextDeadline} says when to tell it of a {@link Event.Tick} if nothing else happens.
 * Only one thread may use a pool.
 *
 * <p>A child is named by slot and generation; words about a generation that no longer lives there
 * are ignored.
 */
public final class Pool {
  /** A tick this late means that nobody could act: no child is blamed for that time. */
  static final long STALL = 250_000_000L;

  private final Outbox out = new Outbox();
  private final Alarm alarm = new Alarm();
  private final Scoreboard board;
  private final Dispatcher dispatcher;
  private final Trial trial;
  private final Endings endings;
  private final Reports reports;
  private final Children children;
  private final Closing closing;
  private final Sizing sizing;
  private final Readiness readiness;
  private final Quota.Share share;
  private final Recycling recycling;
  private final ConnectionWatch watch;
  private final Pings pings;
  private final Intermission intermission;
  private final Rounds rounds;
  private final Steering steering;
  private final Farewells farewells;
  private PoolSpec spec;
  private long actedAt;

  public Pool(PoolSpec spec, ScalingAlgorithm scaling, Quota quota) {
    this(spec, scaling, quota, new Generations());
  }

  /** An edition of a pool, whose children are numbered on from those of the editions before it. */
  public Pool(PoolSpec spec, ScalingAlgorithm scaling, Quota quota, Generations generations) {
    this.spec = spec;
    board = new Scoreboard(spec.max());
    dispatcher = new Dispatcher(board, spec.dispatch().policy(), spec.listeners(), out, alarm);
    share = quota.join(spec.min());
    farewells = new Farewells(board, spec.dispatch(), out, alarm);
    trial = new Trial(board, out, alarm);
    endings = new Endings(board, dispatcher, farewells, out, alarm);
    reports = new Reports(board, dispatcher, trial, endings, out, alarm);
    children =
        new Children(
            board, dispatcher, share, generations, trial, reports, endings, farewells, out, alarm);
    closing = new Closing(board, dispatcher, out, alarm);
    sizing =
        new Sizing(
            board, dispatcher, children, trial.throttle(), endings, scaling, share, out, alarm);
    readiness = new Readiness(board, trial.throttle(), alarm);
    recycling = new Recycling(board, children, trial.throttle(), sizing, alarm);
    watch = new ConnectionWatch(board, endings, out, alarm);
    pings = new Pings(board, endings, out, alarm);
    intermission = new Intermission(board, dispatcher, pings, out, alarm);
    steering = new Steering(board, spec.dispatch(), out);
    rounds = new Rounds(board, dispatcher, recycling, steering, out, alarm);
  }

  /** It will never be opened: nothing is set aside for it any more. */
  public void abandon() {
    share.leave();
  }

  /** Something has happened: what is to be done? */
  public List<Action> on(long now, Event event) {
    return event.tell(this, now);
  }

  /** Starts the first children. */
  List<Action> open(long now) {
    sizing.open(now, spec);
    return settle(now, false);
  }

  /** A watched listener has a connection waiting. */
  List<Action> connectionPending(long now, int listener) {
    Listening listening = dispatcher.listenings().get(listener);
    if (closing.phase() == Closing.Phase.OPEN) {
      dispatcher.pending(listening, spec, now);
      rounds.stir(now);
    } else {
      listening.watched(false);
    }
    return settle(now, false);
  }

  /** So many connections wait on the listener that was to be measured, 0 or more. */
  List<Action> backlog(long now, int listener, int connections) {
    dispatcher.listenings().get(listener).measured(connections);
    rounds.counted(connections, now);
    if (dispatcher.waiting() > 0) {
      sizing.observeSaturation(now, spec);
    }
    return settle(now, false);
  }

  /**
   * So many connections wait on the sockets of this slot, where each slot has its own; 0 if they
   * can wait for a child of another edition. To be told once the slot is vacant and somebody waits,
   * of every slot where somebody does when the backlog is measured, and when it is asked for.
   */
  List<Action> queued(long now, int slot, int connections) {
    board.queued(slot, connections);
    return settle(now, false);
  }

  /**
   * The child says hello: whether it answers pings, whether also while it holds a connection,
   * whether it can accept without orders, and whether it holds many connections at one time.
   */
  List<Action> childGreeted(
      long now,
      int slot,
      long generation,
      boolean pong,
      boolean async,
      boolean free,
      boolean multi) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      child.pulse().announce(pong, async, free);
      child.holdsMany(multi ? spec.concurrency() : 0);
    }
    return settle(now, false);
  }

  /** The child has answered a ping. */
  List<Action> childPong(long now, int slot, long generation, int nonce) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      intermission.pong(child, nonce);
      pings.heard(child, now, spec.pings());
    }
    return settle(now, false);
  }

  /** The child says that it is idle; it has accepted so many connections since its start. */
  List<Action> childIdle(long now, int slot, long generation, long connections) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      reports.idle(child, now, spec);
      rounds.heard(child, now);
      intermission.awaitAnswer(child, now, spec);
      recycling.idle(child, now, connections, spec.limits());
      pings.heard(child, now, spec.pings());
    }
    return settle(now, true);
  }

  /**
   * The child has accepted so many connections since its start. A busy one that accepts by itself
   * says so to nobody: it is to be told about each second, while {@link #needsCounts}.
   */
  List<Action> childCounted(long now, int slot, long generation, long connections) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      recycling.counted(child, now, connections, spec.limits());
    }
    return settle(now, false);
  }

  /** The child had so many bytes of memory a moment ago. */
  List<Action> childMemory(long now, int slot, long generation, long bytes) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      recycling.measured(child, now, bytes, spec.limits());
    }
    return settle(now, false);
  }

  /** The child says that it has accepted a connection. */
  List<Action> childBusy(long now, int slot, long generation) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      reports.busy(child, now);
      rounds.heard(child, now);
      watch.accepted(child, now, spec.connection());
      pings.heard(child, now, spec.pings());
    }
    return settle(now, true);
  }

  /** The child, which holds many, says that it has accepted so many connections in all. */
  List<Action> childOpened(long now, int slot, long generation, long connections) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      reports.opened(child, now, connections, spec);
      rounds.heard(child, now);
      intermission.awaitAnswer(child, now, spec);
      recycling.opened(child, now, connections, spec.limits());
      pings.heard(child, now, spec.pings());
    }
    return settle(now, true);
  }

  /** The child, which holds many, says that so many of its connections have ended in all. */
  List<Action> childClosed(long now, int slot, long generation, long connections) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      reports.closed(child, now, connections, spec);
      rounds.heard(child, now);
      intermission.awaitAnswer(child, now, spec);
      pings.heard(child, now, spec.pings());
    }
    return settle(now, true);
  }

  /** The child says that its accept failed for a reason of its own, such as too many open files. */
  List<Action> childAcceptFailed(long now, int slot, long generation) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      reports.acceptFailed(child, now, spec);
      intermission.awaitAnswer(child, now, spec);
      recycling.acceptFailed(child);
      pings.heard(child, now, spec.pings());
    }
    return settle(now, true);
  }

  /**
   * With {@link Dispatch#PASS}: the parent has accepted a connection for a child. Where one came
   * others may have.
   */
  List<Action> accepted(long now, int listener) {
    if (closing.phase() == Closing.Phase.OPEN) {
      dispatcher.accepted(dispatcher.listenings().get(listener), spec, now);
    }
    return settle(now, false);
  }

  /**
   * With {@link Dispatch#PASS}: the parent has found nobody whom it could have accepted for this
   * child, which has heard nothing of it.
   */
  List<Action> nobodyCame(long now, int slot, long generation) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      reports.notOrdered(child, now);
    }
    return settle(now, false);
  }

  /** The same, since its accept has failed for a reason that may last. */
  List<Action> cannotAccept(long now, int slot, long generation, int listener) {
    dispatcher.rest(dispatcher.listenings().get(listener), now);
    return nobodyCame(now, slot, generation);
  }

  /**
   * With {@link Dispatch#PASS}: the parent has a connection in hand that it had accepted on this
   * listener for a child which has never taken it and never will.
   */
  List<Action> handedBack(long now, int listener) {
    dispatcher.listenings().get(listener).handedBack();
    return settle(now, false);
  }

  /** The child says that it is going to exit. */
  List<Action> childLeaving(long now, int slot, long generation) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      children.leaving(child, now, spec);
    }
    return settle(now, true);
  }

  /**
   * The child holds the connection that it has accepted last since this time, {@code now} if it
   * holds none; in the future or the far past if that is not known. An answer to {@link
   * Action.Inspect}.
   */
  List<Action> heldSince(long now, int slot, long generation, long since) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      watch.heldSince(child, now, since, spec.connection());
    }
    return settle(now, false);
  }

  /**
   * The child asks for more time for its start, or for the connection in hand: the limits are that
   * far from now, if that is later.
   */
  List<Action> childExtends(long now, int slot, long generation, long nanos) {
    Slot child = board.living(slot, generation);
    if (child != null && child.state() == SlotState.STARTING) {
      child.expireAt(Math.max(child.deadline(), now + nanos));
    } else if (child != null && child.inHand().isThere()) {
      child.inHand().extend(now, now + nanos);
    }
    return settle(now, true);
  }

  /**
   * The child sent what the protocol does not allow, or does not read its back-channel: it loses
   * its life.
   */
  List<Action> childFailed(long now, int slot, long generation, EndReason reason) {
    Slot child = board.living(slot, generation);
    if (child != null && child.kills() == 0) {
      endings.kill(child, now, reason);
    }
    return settle(now, false);
  }

  /** The child closed its end of the back-channel; its exit is expected. */
  List<Action> channelClosed(long now, int slot, long generation) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      endings.channelClosed(child, now, spec);
    }
    return settle(now, false);
  }

  /** The child has been reaped; {@code blame} counts if the pool had not asked it to go. */
  List<Action> childExited(long now, int slot, long generation, Blame blame) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      children.exited(child, now, blame, spec);
    }
    return settle(now, false);
  }

  /** The child could not be started. */
  List<Action> spawnFailed(long now, int slot, long generation) {
    return childExited(now, slot, generation, Blame.CHILD);
  }

  /**
   * Memory is short, or no more. To be told again and again while it is: what is not repeated is
   * forgotten after a while.
   */
  List<Action> memoryPressure(long now, Pressure level) {
    sizing.memory().is(level, now);
    return settle(now, false);
  }

  /**
   * Time has passed. Call it at {@link #nextDeadline}, after all reports that have arrived by then
   * were told.
   */
  List<Action> tick(long now) {
    if (now >= alarm.next()) {
      long actedBefore = isStalled(now) ? actedAt : now;
      alarm.clear();
      children.expire(now, actedBefore, spec);
      lookAtLimits(now);
    }
    return settle(now, false);
  }

  private void lookAtLimits(long now) {
    recycling.look(now, spec.limits());
    watch.look(now, spec.connection());
    pings.look(now, spec.pings());
  }

  /**
   * The operator asks for something else. Sizes and times change in place; the number of listeners,
   * the dispatch and the concurrency cannot.
   */
  List<Action> reconfigured(long now, PoolSpec changed) {
    if (changed.listeners() != spec.listeners()) {
      throw new IllegalArgumentException("a pool keeps its " + spec.listeners() + " listeners");
    }
    if (changed.dispatch() != spec.dispatch()) {
      throw new IllegalArgumentException("a pool keeps its dispatch, " + spec.dispatch());
    }
    if (changed.concurrency() != spec.concurrency()) {
      throw new IllegalArgumentException("a pool keeps its concurrency, " + spec.concurrency());
    }
    spec = changed;
    board.growTo(changed.max());
    if (closing.phase() == Closing.Phase.OPEN) {
      share.reserve(changed.min());
    }
    lookAtLimits(now);
    return settle(now, false);
  }

  /** The operator sets the size, or leaves it to the algorithm again. */
  List<Action> scale(long now, SizeOrder order) {
    sizing.obey(order, spec);
    return settle(now, false);
  }

  /** The operator wants this child ended at once, with what it holds. */
  List<Action> killChild(long now, int slot, long generation) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      endings.killOnDemand(child, now, EndReason.OPERATOR);
    }
    return settle(now, false);
  }

  /** The operator wants this child replaced as one that has reached a limit is: gently. */
  List<Action> recycleChild(long now, int slot, long generation) {
    Slot child = board.living(slot, generation);
    if (child != null) {
      recycling.ask(child);
    }
    return settle(now, false);
  }

  /** So many children may be started beyond the cap over all pools, while others make room. */
  List<Action> lend(long now, int beyondCap) {
    share.lend(beyondCap);
    return settle(now, false);
  }

  /**
   * Leaves the {@code kept} listeners, by their index, to another edition of the pool, and is a
   * {@link #stop} otherwise, for {@code drain-timeout}.
   */
  List<Action> retire(long now, Set<Integer> kept) {
    if (closing.phase() == Closing.Phase.OPEN) {
      share.reserve(0);
      closing.retire(now, spec, kept);
    }
    return settle(now, false);
  }

  /**
   * Shuts the listeners, serves what is accepted and queued, and lets the children leave; a second
   * call ends them at once.
   */
  List<Action> stop(long now) {
    switch (closing.phase()) {
      case OPEN -> {
        share.reserve(0);
        closing.stop(now, spec);
      }
      case SHUT, LEAVING -> stopNow(now);
      case STOPPED -> {}
    }
    return settle(now, false);
  }

  private void stopNow(long now) {
    if (closing.phase() == Closing.Phase.SHUT) {
      closing.leave();
    }
    endings.killAll(now, closing.reason());
  }

  /**
   * All that the pool remembers, as maps, lists, numbers, booleans and strings; what it was made of
   * is not among it.
   */
  public Map<String, Object> state() {
    NotesWriter notes = new NotesWriter();
    note(notes);
    return notes.written();
  }

  /**
   * Goes on where the pool that returned this {@link #state} was. This one must be new, and made of
   * the same things.
   *
   * @throws IllegalArgumentException if that is no state of such a pool; it names the fault
   */
  public void restore(Map<String, ?> state) {
    note(new NotesReader(state));
  }

  private void note(Notes notes) {
    actedAt = notes.number("actedAt", actedAt);
    notes.part("alarm", alarm::note);
    notes.part("board", board::note);
    notes.part("dispatcher", dispatcher::note);
    notes.part("share", share::note);
    notes.part("trial", trial::note);
    notes.part("endings", endings::note);
    notes.part("children", children::note);
    notes.part("closing", closing::note);
    notes.part("sizing", sizing::note);
    notes.part("readiness", readiness::note);
    notes.part("recycling", recycling::note);
    notes.part("pings", pings::note);
    notes.part("rounds", rounds::note);
    notes.part("steering", steering::note);
    if (closing.phase() == Closing.Phase.STOPPED) {
      share.leave();
    }
  }

  /**
   * The parent is about to be away: {@link #resume} is told next, by the same parent or by one that
   * goes on from the {@link #state} after this.
   */
  List<Action> pause(long now) {
    if (closing.phase() == Closing.Phase.OPEN) {
      intermission.begin(spec.dispatch());
    }
    return acted(now);
  }

  /** The parent is there again, and knows of no watch. */
  List<Action> resume(long now) {
    intermission.end(now, spec);
    steering.forget();
    rounds.stir(now);
    return settle(now, false);
  }

  /** When {@link Event.Tick} wants to be told; {@link Long#MAX_VALUE} if never. */
  public long nextDeadline() {
    return alarm.next();
  }

  /** The children as they are now, to read. */
  public Scoreboard scoreboard() {
    return board;
  }

  /** Whether anybody may have to leave for what it has accepted, or though it is never idle. */
  public boolean needsCounts() {
    return recycling.needsCounts(spec.limits());
  }

  public PoolSpec spec() {
    return spec;
  }

  /** Whether clients should be sent: it takes connections, and somebody serves or is about to. */
  public boolean isReady(long now) {
    return closing.phase() == Closing.Phase.OPEN && readiness.isReady(now, spec);
  }

  public PoolStatus status() {
    return PoolStatus.of(board, dispatcher.waiting(), spec, sizing);
  }

  /**
   * Inconsistencies in the pool's own books, in words; they are repaired. An empty list is the only
   * right answer.
   */
  public List<String> audit() {
    List<String> faults = board.audit();
    if (!faults.isEmpty()) {
      board.repair();
    }
    return faults;
  }

  private List<Action> settle(long now, boolean afterReport) {
    switch (closing.phase()) {
      case OPEN -> {
        dispatcher.deliver(now, spec);
        judge(now);
        recycling.act(now, spec);
        sizing.rescue(now, spec);
        sizing.scale(now, spec, afterReport);
        watch(now);
        farewells.act(now, spec);
        trial.forgetDeaths(now, spec);
        steering.steer(now);
      }
      case SHUT -> closeDown(now, afterReport);
      case LEAVING, STOPPED -> closing.stopIfEmpty();
    }
    if (closing.phase() == Closing.Phase.STOPPED) {
      share.leave();
    }
    readiness.observe(now, spec);
    return acted(now);
  }

  private void judge(long now) {
    if (spec.dispatch().isFree()) {
      rounds.judge(now, spec);
    }
  }

  private void watch(long now) {
    if (!spec.dispatch().isUnordered()) {
      dispatcher.watch(now, sizing.canGrow(now, spec));
    } else if (spec.dispatch().isReported()) {
      rounds.go(now);
      rounds.watchIfQuiet();
    }
  }

  private List<Action> acted(long now) {
    if (!isStalled(now)) {
      actedAt = now;
    }
    return out.take();
  }

  /** Reports of a stall's time are told before its tick, which is the one that forgives. */
  private boolean isStalled(long now) {
    return now - alarm.next() > STALL;
  }

  private void closeDown(long now, boolean afterReport) {
    if (closing.serveQueued(now, spec)) {
      closing.leave();
      endings.drainAll(now, closing.reason(), Math.max(now, closing.giveUpAt()));
      closing.stopIfEmpty();
    } else {
      if (spec.dispatch().isFree()) {
        rounds.read(now);
      }
      farewells.act(now, spec);
      sizing.rescue(now, spec);
      sizing.growForQueue(now, spec, afterReport);
    }
  }
}
