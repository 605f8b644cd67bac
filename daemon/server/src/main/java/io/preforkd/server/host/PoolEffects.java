package io.preforkd.server.host;

import io.preforkd.pool.Bound;
import io.preforkd.pool.Effects;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.Event;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.Scoreboard;
import io.preforkd.pool.Slot;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.SpawnReason;
import io.preforkd.server.child.Births;
import io.preforkd.server.child.Board;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.Child;
import io.preforkd.server.child.ChildState;
import io.preforkd.server.child.Durations;
import io.preforkd.server.hook.HookCall;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.sys.KernelException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** Carries out what the core of one pool decides. */
final class PoolEffects implements Effects {
  /** Before every time that the core knows. */
  private static final long UNKNOWN = -1;

  private final PoolHost host;
  private final PoolParts parts;
  private final Counters counters;
  private final PoolLog log;
  private final Map<Integer, Child> children = new HashMap<>();
  private final Map<Integer, Listener> open = new HashMap<>();
  private final Set<Integer> unarmed = new HashSet<>();
  private final Deaths deaths;
  private final Passing passing;
  private final AccessBook access;
  private final WaitMeter waits;
  private long newestInherited = Long.MIN_VALUE;
  private boolean hasStopped;
  private boolean toldOfUnknownBacklog;
  private boolean toldOfSaturation;
  private boolean toldOfAccept;
  private boolean startTimedOut;

  PoolEffects(PoolHost host, PoolParts parts, PoolLog log) {
    this.host = host;
    this.parts = parts;
    this.counters = parts.counters();
    this.log = log;
    this.deaths =
        new Deaths(
            parts.supervision(),
            host::giveUp,
            log,
            parts.counters(),
            parts.hooks(),
            parts.observer()::childExited);
    this.passing =
        new Passing(listener -> host.tell(new Event.HandedBack(listener)), this::dropped);
    this.access = new AccessBook(host, parts.listeners());
    this.waits = new WaitMeter(host.pool().spec(), counters.queue());
    for (int i = 0; i < parts.listeners().size(); i++) {
      open.put(i, parts.listeners().get(i));
    }
  }

  /**
   * Goes on with the children of another program.
   *
   * @throws KernelException if one of them cannot be watched
   */
  void goOnWith(HostState state) throws KernelException {
    state.unwilling().forEach(deaths::askedNotToBeRestarted);
    passing.goOnWith(state.passed());
    for (ChildState child : state.children()) {
      goOnWith(child);
    }
  }

  private void goOnWith(ChildState state) throws KernelException {
    int slot = state.slot();
    long generation = state.generation();
    newestInherited = Math.max(newestInherited, generation);
    ChildReports reports = reports(slot, generation);
    long mostConnections = host.pool().spec().limits().connectionsOf(generation);
    Child child = parts.births().goOnWith(state, mostConnections, reports);
    reports.belongTo(child);
    waits.met(child, host.loopNow());
    children.put(slot, child);
    access.goOnWith(child, host.pool().scoreboard().slot(slot));
    lives(slot, true);
  }

  /** As another program can go on with it. */
  HostState state(long origin) {
    return new HostState(
        origin,
        host.pool().state(),
        parts.board().orElseThrow().fd(),
        parts.listeners().stream().map(Listener::state).toList(),
        children().stream().map(Child::state).toList(),
        passing.state(),
        deaths.unwilling());
  }

  /** The connections of the parent, before a child has taken them. */
  Passing passing() {
    return passing;
  }

  List<Listener> openListeners() {
    return new ArrayList<>(open.values());
  }

  /** All children, in the order of their slots. */
  List<Child> children() {
    return children.values().stream()
        .sorted(Comparator.comparingInt(child -> child.id().slot()))
        .toList();
  }

  /** Whether a child lives that another program has started in this process. */
  boolean hasInherited() {
    return children.values().stream().anyMatch(child -> child.id().generation() <= newestInherited);
  }

  /** The connections of all children that live. */
  BoardCounts connections() {
    return children.values().stream()
        .map(Child::counts)
        .reduce(BoardCounts.ZERO, BoardCounts::plus);
  }

  /** How long what the children that live have served took. */
  Durations services() {
    return children.values().stream()
        .map(Child::services)
        .reduce(Durations.none(Durations.SERVICE), Durations::plus);
  }

  /** The watch of this listener has fired. */
  void fired(int listener) {
    waits.fired(listener, host.loopNow());
  }

  /** Connections that the slot's child has accepted; 0 if it could not be started. */
  long accepted(int slot) {
    return child(slot).map(child -> child.counts().accepted()).orElse(0L);
  }

  /** Whether a child has ever not come up in its time. */
  boolean hasStartTimedOut() {
    return startTimedOut;
  }

  boolean hasStopped() {
    return hasStopped;
  }

  @Override
  public void spawn(int slot, long generation, SpawnReason reason) {
    counters.spawned(reason);
    counters.decided("spawn", reason);
    lives(slot, true);
    ChildReports reports = reports(slot, generation);
    try {
      parts
          .births()
          .begin(
              new Births.Expected(
                  slot,
                  generation,
                  host.pool().spec().limits().connectionsOf(generation),
                  reports,
                  child -> born(child, reports, reason),
                  failure -> notSpawned(slot, generation, failure)));
    } catch (RuntimeException | Error e) {
      notSpawned(slot, generation, Births.Failure.of("a fault in preforkd itself, " + e));
      throw e;
    }
  }

  private ChildReports reports(int slot, long generation) {
    return new ChildReports(host, slot, generation, log, parts, deaths, passing, access, waits);
  }

  private void born(Child child, ChildReports reports, SpawnReason reason) {
    reports.belongTo(child);
    waits.met(child, host.loopNow());
    children.put(child.id().slot(), child);
    log.spawned(child.id(), reason);
    parts.observer().childStarted(child.id(), reason, host.pool().status());
  }

  /**
   * Whose slot has sockets of its own is not told of who waits there while somebody lives in it.
   */
  private void lives(int slot, boolean isThere) {
    open.values().forEach(listener -> listener.lives(slot, isThere));
  }

  /** One that is not there yet is not waited for. */
  private boolean isWithdrawn(int slot, long generation, EndReason reason) {
    boolean was = parts.births().withdraw(slot, reason == EndReason.START_TIMEOUT);
    if (was) {
      host.tell(new Event.SpawnFailed(slot, generation));
    }
    return was;
  }

  /** Children that the core waits for in vain: whoever was to bring them has gone meanwhile. */
  List<Event> lost() {
    Scoreboard board = host.pool().scoreboard();
    return IntStream.range(0, board.size())
        .mapToObj(board::slot)
        .filter(slot -> slot.state().isLiving() && !children.containsKey(slot.number()))
        .filter(slot -> !parts.births().isExpecting(slot.number()))
        .map(slot -> (Event) new Event.SpawnFailed(slot.number(), slot.generation()))
        .toList();
  }

  /** The core must hear of it in any case, or else it waits for the end of a child that is not. */
  private void notSpawned(int slot, long generation, Births.Failure failure) {
    host.tell(new Event.SpawnFailed(slot, generation));
    log.spawnFailed(slot, generation, failure.why());
    failure.end().ifPresent(deaths::templateEnded);
  }

  @Override
  public void order(int slot, long generation, int listener, boolean selfAccept, int count) {
    access.ordered(slot, listener);
    if (host.pool().spec().dispatch().isPassed()) {
      child(slot).ifPresent(child -> pass(child, listener));
    } else {
      child(slot).ifPresent(child -> child.order(listener, selfAccept, count));
    }
  }

  /** Once, until it can accept again. */
  private void tellOfAccept(int listener, String why) {
    if (!toldOfAccept) {
      toldOfAccept = true;
      log.cannotAccept(open.get(listener).address(), why);
    }
  }

  private void pass(Child child, int listener) {
    int slot = child.id().slot();
    long generation = child.id().generation();
    try {
      boolean isGiven = passing.give(child, listener, open.get(listener));
      toldOfAccept &= !isGiven;
      if (isGiven) {
        waits.passed(host.loopNow());
      }
      host.hurry();
      host.tell(isGiven ? new Event.Accepted(listener) : new Event.NobodyCame(slot, generation));
    } catch (KernelException e) {
      tellOfAccept(listener, e.getMessage());
      host.tell(new Event.CannotAccept(slot, generation, listener));
    }
  }

  @Override
  public void drain(int slot, long generation, EndReason reason) {
    counters.decided("drain", reason);
    if (isWithdrawn(slot, generation, reason)) {
      return;
    }
    child(slot).ifPresent(child -> drain(child, reason));
    if (reason == EndReason.MEMORY) {
      host.memory(slot, generation)
          .ifPresent(
              memory -> child(slot).ifPresent(child -> log.grown(child.id(), memory.bytes())));
    }
  }

  private void drain(Child child, EndReason reason) {
    parts.observer().childDismissed(child.id(), reason, host.pool().status());
    try {
      child.drain(DrainReasons.number(reason));
    } catch (KernelException e) {
      log.cannotKill(child.id(), e.getMessage());
    }
  }

  @Override
  public void kill(int slot, long generation, boolean politely, EndReason reason) {
    counters.decided("kill", reason);
    if (!isWithdrawn(slot, generation, reason)) {
      child(slot).ifPresent(child -> kill(child, politely, reason));
    }
  }

  private void kill(Child child, boolean politely, EndReason reason) {
    log.killed(child.id(), politely, reason);
    try {
      child.kill(politely);
    } catch (KernelException e) {
      log.cannotKill(child.id(), e.getMessage());
    }
  }

  @Override
  public void dump(int slot, long generation, EndReason reason) {
    counters.decided("dump", reason);
    child(slot).ifPresent(child -> dump(child, reason));
  }

  private void dump(Child child, EndReason reason) {
    log.dumped(child.id(), reason);
    try {
      child.dump();
    } catch (KernelException e) {
      log.cannotKill(child.id(), e.getMessage());
    }
  }

  @Override
  public void ping(int slot, long generation, int nonce) {
    child(slot).ifPresent(child -> child.ping(nonce));
  }

  @Override
  public void free(int slot, long generation) {
    child(slot).ifPresent(Child::free);
  }

  @Override
  public void up(int slot, long generation) {
    long nanos = host.now() - host.pool().scoreboard().slot(slot).spawnedAt();
    child(slot).ifPresent(child -> up(child, nanos));
  }

  private void up(Child child, long nanos) {
    log.firstIdle(child.id(), nanos);
    parts.hooks().accept(HookCall.childStarted(child.id()));
  }

  @Override
  public void callBack(int slot, long generation, int nonce) {
    child(slot).ifPresent(child -> child.callBack(nonce));
  }

  @Override
  public void inspect(int slot, long generation) {
    OptionalLong since =
        child(slot).map(child -> child.heldSince(host.loopNow())).orElseGet(OptionalLong::empty);
    long told = since.isPresent() ? host.sinceOpening(since.getAsLong()) : UNKNOWN;
    host.tell(new Event.HeldSince(slot, generation, told));
  }

  @Override
  public void slow(int slot, long generation, long nanos) {
    counters.slow();
    child(slot).ifPresent(child -> slow(child, nanos));
  }

  private void slow(Child child, long nanos) {
    log.slow(child.id(), nanos);
    child.slow();
  }

  /** Empty if the child could not be started, of which the core hears next. */
  private Optional<Child> child(int slot) {
    return Optional.ofNullable(children.get(slot));
  }

  @Override
  public void look() {
    children().stream().filter(Child::keepsRecord).forEach(this::look);
  }

  private void look(Child child) {
    BoardCounts counts = child.counts();
    Slot known = host.pool().scoreboard().slot(child.id().slot());
    known.news(counts.accepted(), counts.open() > 0).ifPresent(host::tell);
  }

  @Override
  public void watch(int listener) {
    unarmed.add(listener);
    waits.armed(listener, host.loopNow());
    open.get(listener).arm();
    unarmed.remove(listener);
  }

  /** Listeners whose arming has failed. The core relies on its watches: they are armed later. */
  List<Integer> unarmed() {
    unarmed.retainAll(open.keySet());
    return List.copyOf(unarmed);
  }

  @Override
  public void measure(int listener) {
    int waiting = waiting(open.get(listener));
    noteWaits(waiting);
    host.tell(new Event.Backlog(listener, waiting));
    if (waiting > 0) {
      tellOfAwaited(open.get(listener));
    }
  }

  /** Where there are several listeners all of them are looked at: they share the children. */
  private void noteWaits(int atTheOne) {
    if (!waits.isMeasured()) {
      return;
    }
    children.values().stream()
        .filter(Child::keepsRecord)
        .forEach(child -> waits.look(child, host.loopNow()));
    int all = open.size() == 1 ? atTheOne : open.values().stream().mapToInt(this::waiting).sum();
    waits.waiting(all, host.loopNow());
  }

  private void tellOfAwaited(Listener listener) {
    try {
      listener.awaited().stream().forEach(this::measureSlot);
    } catch (KernelException e) {
      toldOfUnknown(listener, e);
    }
  }

  private int waiting(Listener listener) {
    try {
      return listener.waiting();
    } catch (KernelException e) {
      toldOfUnknown(listener, e);
      return 0;
    }
  }

  @Override
  public void part(int slot, long generation, EndReason reason) {
    counters.decided("part", reason);
    child(slot).ifPresent(child -> log.parts(child.id(), reason));
  }

  @Override
  public void measureSlot(int slot) {
    int waiting = open.values().stream().mapToInt(listener -> waiting(listener, slot)).sum();
    host.tell(new Event.Queued(slot, waiting));
  }

  private int waiting(Listener listener, int slot) {
    try {
      return listener.waiting(slot);
    } catch (KernelException e) {
      toldOfUnknown(listener, e);
      return 0;
    }
  }

  private void toldOfUnknown(Listener listener, KernelException e) {
    if (!toldOfUnknownBacklog) {
      toldOfUnknownBacklog = true;
      log.backlogUnknown(listener.address(), e.getMessage());
    }
  }

  @Override
  public void steer(Set<Integer> slots, boolean accepting) {
    open.values().forEach(listener -> steer(listener, slots, accepting));
  }

  private void steer(Listener listener, Set<Integer> slots, boolean accepting) {
    try {
      listener.steer(slots, accepting);
    } catch (KernelException e) {
      log.cannotSteer(listener.address(), e.getMessage());
    }
  }

  @Override
  public void shut(int listener) {
    try {
      open.get(listener).shut();
    } catch (KernelException e) {
      log.cannotShut(open.get(listener).address(), e.getMessage());
    }
  }

  @Override
  public void close(int listener) {
    Listener closing = open.remove(listener);
    int dropped = passing.close(listener);
    if (dropped > 0) {
      dropped(dropped);
    }
    closing.close();
  }

  private void dropped(int connections) {
    log.dropped(connections);
  }

  @Override
  public void gone(
      int slot,
      long generation,
      SlotState doing,
      EndReason reason,
      long ageNanos,
      boolean hadBeenIdle) {
    lives(slot, false);
    startTimedOut |= reason == EndReason.START_TIMEOUT;
    Child child = children.remove(slot);
    if (child == null) {
      counters.exited("spawn_failed", BoardCounts.ZERO, Durations.none(Durations.SERVICE));
    } else {
      waits.look(child, host.loopNow());
      waits.left(slot);
      BoardCounts counts = child.counts();
      if (!child.hasCountedWell()) {
        log.miscounted(child.id(), counts);
      }
      deaths.record(child.id(), doing, reason, ageNanos, counts, child.services());
    }
  }

  @Override
  public void throttled(int deathsInARow, long pauseNanos) {
    counters.decided("throttle", "young_deaths");
    log.throttled(deathsInARow, pauseNanos);
  }

  @Override
  public void degraded(int failures) {
    parts.observer().degraded();
    if (parts.supervision().endsWhenDegraded()) {
      host.surrender(failures + " attempts in a row ended in young deaths");
    } else {
      log.degraded(failures);
    }
  }

  @Override
  public void recovered(long nanos) {
    log.recovered(nanos);
  }

  @Override
  public void pressed(Pressure level) {
    counters.decided("press", level);
    log.pressed(level, parts.supervision().memory().words());
  }

  @Override
  public void eased(long nanos) {
    log.eased(nanos);
  }

  @Override
  public void saturated(int waiting, Bound bound) {
    toldOfSaturation = bound != Bound.HELD || !host.isChangingHands();
    if (toldOfSaturation) {
      counters.saturated();
      counters.decided("saturate", bound);
      parts.observer().saturated(bound);
      tellOfSaturation(waiting, bound);
    }
  }

  private void tellOfSaturation(int waiting, Bound bound) {
    switch (bound) {
      case MAX -> log.saturated(waiting, "max", host.pool().spec().max());
      case MAX_CHILDREN -> log.saturated(waiting, "max-children", host.quotaLimit());
      case MEMORY -> log.starved(waiting);
      case HELD -> log.saturatedByHold(waiting, host.pool().status().held().orElseThrow());
    }
  }

  @Override
  public void relieved(long nanos) {
    if (toldOfSaturation) {
      log.relieved(nanos);
    }
  }

  @Override
  public void leftBehind(int slot, long generation) {
    child(slot).ifPresent(child -> log.leftBehind(child.id(), child.whyItLives()));
    passing.refused(slot);
  }

  /** Whoever was left behind may still die, and his last count is read from the board. */
  @Override
  public void stopped() {
    parts.births().close(this::end);
  }

  private void end() {
    hasStopped = true;
    host.logEnd();
    if (children.isEmpty()) {
      parts.board().ifPresent(Board::close);
    }
    host.ended();
  }
}
