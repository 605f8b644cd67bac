package io.preforkd.server.host;

import io.preforkd.pool.Event;
import io.preforkd.pool.Handover;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scoreboard;
import io.preforkd.pool.SizeOrder;
import io.preforkd.pool.Slot;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.journal.Track;
import io.preforkd.server.child.Board;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.Child;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.child.Durations;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.loop.Alarm;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.snapshot.MemoryView;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.snapshot.SlotView;
import io.preforkd.server.sys.AcceptQueue;
import io.preforkd.server.sys.KernelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs one pool: tells the core what happens and has carried out what it decides. Loop thread only.
 *
 * <p>An action may have an outcome at once, such as a spawn that fails; it is told to the core
 * after all actions of the event that caused it, never in their midst. One action, or one event,
 * that fails by a fault of ours takes no other with it.
 */
final class PoolHost {
  /** The pool line waits this long for further changes, so that a burst is one line. */
  private static final long STATUS_DELAY = 50_000_000L;

  private final String name;
  private final EventLoop loop;
  private final long origin;
  private final Track core;
  private final Pool pool;
  private final Quota quota;
  private final PoolParts parts;
  private final PoolLog log;
  private final MemoryBook memory;
  private final PoolEffects effects;
  private final Alarm deadline;
  private final Alarm statusLine;
  private final StateWatch states;
  private final Deque<Event> events = new ArrayDeque<>();
  private final Runnable whenChanged;
  private Runnable observer = () -> {};
  private Set<Integer> shared = Set.of();
  private boolean isChangingHands;
  private String whyGivenUp = "";
  private Optional<StartLimit> startLimit = Optional.empty();
  private boolean statusIsDue;
  private long lastShape;
  private boolean isTelling;
  private boolean wasReady;
  private boolean hasBeenReady;
  private boolean hadEnded;
  private Phase phase = Phase.NEW;

  /** Where the pool is in its life. */
  enum Phase {
    /** Nothing is told to the core, which would start its first children. */
    NEW,
    OPEN,
    RETIRED,
    STOPPING,
    GIVEN_UP
  }

  /**
   * @param whenChanged called whenever the pool has become ready or is so no more, and at its end
   */
  PoolHost(EventLoop loop, Track core, Quota quota, PoolParts parts, Runnable whenChanged) {
    this(loop, loop.now(), core, quota, parts, whenChanged);
  }

  /**
   * @param origin what the pool's times count from, on the scale of {@link System#nanoTime}
   */
  PoolHost(
      EventLoop loop, long origin, Track core, Quota quota, PoolParts parts, Runnable whenChanged) {
    this.name = parts.name();
    this.loop = loop;
    this.origin = origin;
    this.core = core;
    this.pool = core.pool();
    this.quota = quota;
    this.parts = parts;
    this.log = new PoolLog(name);
    this.whenChanged = whenChanged;
    this.memory = new MemoryBook(log);
    this.effects = new PoolEffects(this, parts, log);
    this.deadline = loop.alarm(() -> tell(new Event.Tick()));
    this.statusLine = loop.alarm(this::writeStatus);
    this.states = new StateWatch(loop, parts.observer(), pool.scoreboard(), this::slots);
  }

  /** It will not be opened: gives back what it owns but for its listeners. */
  void abandon() {
    parts.births().close(() -> parts.board().ifPresent(Board::close));
    try {
      loop.execute(core::abandon);
    } catch (RejectedExecutionException e) {
      // The daemon has ended: there is nobody left to leave anything to.
    }
  }

  void open() {
    begin();
    tell(new Event.Open());
  }

  /**
   * Opens beside another edition, with so many children and none above, {@code lent} of which may
   * exceed the cap over all pools.
   */
  void openHeld(int children, int lent) {
    begin();
    tell(new Event.Scale(new SizeOrder.To(children))); // first, or it would start its minimum
    tell(new Event.Lend(lent));
    tell(new Event.Open());
  }

  /**
   * Opens a pool that is new to a running daemon, with so many children and none above; {@link
   * #failure} is told as well if none can be started.
   */
  void openOnTrial(int children) {
    startLimit = Optional.of(new StartLimit(loop, pool, quota, () -> observer.run()));
    openHeld(children, 0);
  }

  private void begin() {
    phase = Phase.OPEN;
    watchListeners();
    log.opened(pool.spec(), addresses(), parts.worker());
  }

  /** Ends without having been opened, since what had to come before has failed. */
  void neverOpen(String why) {
    phase = Phase.GIVEN_UP;
    whyGivenUp = why;
    log.notPrepared(why);
    end();
  }

  /** Ends without having been opened, since it was told to stop before. */
  void cancel() {
    phase = Phase.STOPPING;
    log.shut(addresses());
    end();
  }

  /** At once: whatever comes of the first stop would come between, and clients start children. */
  private void end() {
    events.add(new Event.Stop());
    tell(new Event.Stop());
  }

  private void watchListeners() {
    for (int i = 0; i < parts.listeners().size(); i++) {
      int listener = i;
      parts.listeners().get(i).watchOn(loop, () -> cameTo(listener), effects::measureSlot);
    }
  }

  private void cameTo(int listener) {
    if (phase == Phase.OPEN) {
      effects.fired(listener);
    }
    tell(new Event.ConnectionPending(listener));
  }

  /**
   * Goes on with the children of another program; nothing is heard of them before the loop's next
   * turn, and {@link #resume} comes first.
   *
   * @throws KernelException if that is not possible
   */
  void goOnWith(HostState state) throws KernelException {
    phase = Phase.OPEN;
    watchListeners();
    effects.goOnWith(state);
  }

  /** This program is about to be another one, which goes on from this. */
  HostState pause() {
    tell(new Event.Pause());
    parts.births().letGo();
    return state();
  }

  HostState state() {
    return effects.state(origin);
  }

  /** The parent is there again, be it the same program or another. */
  void resume() {
    tell(new Event.Resume());
    effects.lost().forEach(this::tell);
  }

  /**
   * Another edition serves the {@code listeners} as well, which are not to be shut even if this one
   * is given up.
   *
   * @param whenTold called after everything that happens here
   */
  void share(Set<Integer> listeners, Runnable whenTold) {
    isChangingHands = true;
    shared = Set.copyOf(listeners);
    observer = whenTold;
  }

  /** The other edition has ended, or will. */
  void shareNoMore() {
    isChangingHands = false;
    shared = Set.of();
    observer = () -> {};
    startLimit.ifPresent(StartLimit::end);
  }

  /** Whether it is about to replace another edition, or to be replaced. */
  boolean isChangingHands() {
    return isChangingHands;
  }

  /** Sets the size without a word: a step of a handover. */
  void hold(SizeOrder order) {
    tell(new Event.Scale(order));
  }

  /**
   * From now on the other edition serves also whoever was accepted here and is taken by none of our
   * children.
   *
   * @param indices by the index of a listener, the index of the other edition's for the same socket
   */
  void bequeath(PoolHost other, Map<Integer, Integer> indices) {
    effects
        .passing()
        .bequeath(
            (listener, connection) ->
                indices.containsKey(listener) && other.take(indices.get(listener), connection));
  }

  private boolean take(int listener, int connection) {
    return pool.spec().dispatch().isPassed() && effects.passing().take(listener, connection);
  }

  /** Leaves the listeners that it shares to the other edition, serves what it has, and ends. */
  void retire() {
    if (phase == Phase.OPEN) {
      phase = Phase.RETIRED;
      tell(new Event.Retire(shared));
      parts.births().rest();
    }
    shareNoMore();
  }

  /** As {@link #retire}, and at once. */
  void discard() {
    if (phase == Phase.OPEN) {
      retire();
      tell(new Event.Stop());
    }
    shareNoMore();
  }

  /** Why this edition is of no use, if it is known not to be. */
  Optional<String> failure() {
    if (phase == Phase.GIVEN_UP) {
      return Optional.of(whyGivenUp);
    }
    if (effects.hasStartTimedOut()) {
      return Optional.of("a child was not idle within start-timeout");
    }
    int deaths = pool.status().youngDeaths();
    return deaths >= Handover.DEATHS_ENOUGH
        ? Optional.of(deaths + " children in a row died young")
        : noStart();
  }

  private Optional<String> noStart() {
    return startLimit.flatMap(StartLimit::failure);
  }

  /** It fails on trial, for the reason that {@link #failure} tells. */
  void logNotOpened() {
    noStart().ifPresentOrElse(log::notStarted, () -> log.notOpened(failure().orElseThrow()));
  }

  /** Other sizes and times; {@code what} has changed. */
  void reconfigure(PoolSpec spec, String what) {
    tell(new Event.Reconfigured(spec));
    log.changed(spec, what);
  }

  PoolLog log() {
    return log;
  }

  void logEnd() {
    if (phase == Phase.RETIRED) {
      log.oldEditionEnded();
    } else {
      log.stopped();
    }
  }

  /** Stops gently; called again, at once. */
  void stop() {
    if (phase == Phase.RETIRED) {
      phase = Phase.STOPPING;
      return; // is about to end as gently
    }
    if (phase == Phase.OPEN) {
      phase = Phase.STOPPING;
      log.shut(addresses());
    }
    tell(new Event.Stop());
  }

  /**
   * A child has died that said that another try is of no use: stops the pool for good, unless
   * others have found work here.
   */
  void giveUp(String why) {
    if (!pool.scoreboard().mayHoldConnections()) {
      surrender(why);
    }
  }

  /** Stops the pool for good, whatever it has done before. */
  void surrender(String why) {
    if (phase == Phase.OPEN) {
      phase = Phase.GIVEN_UP;
      whyGivenUp = why;
      if (isChangingHands) {
        tell(new Event.Retire(shared));
      } else {
        log.givenUp(why);
        tell(new Event.Stop());
      }
      tell(new Event.Stop());
    }
  }

  /** Sets the size; {@code who} asked for it. */
  void scale(SizeOrder order, String who) {
    tell(new Event.Scale(order));
    log.scaled(who, pool.status());
  }

  /** Whether it has just the children that it is held at, all started, or is not held. */
  boolean isSized() {
    PoolStatus status = pool.status();
    int wanted = Math.min(status.held().orElse(0), status.spec().max());
    return wanted == 0 || (status.idle() + status.busy() == wanted && status.living() == wanted);
  }

  /** Kills the child in this slot; returns its generation, or nothing if there is none. */
  Optional<Long> kill(int slot) {
    Scoreboard board = pool.scoreboard();
    if (slot < 0 || slot >= board.size() || !board.slot(slot).state().isLiving()) {
      return Optional.empty();
    }
    long generation = board.slot(slot).generation();
    tell(new Event.KillChild(slot, generation));
    return Optional.of(generation);
  }

  /** Whether this generation has been reaped. */
  boolean isGone(int slot, long generation) {
    if (slot >= pool.scoreboard().size()) {
      return true;
    }
    Slot now = pool.scoreboard().slot(slot);
    return now.generation() != generation || !now.state().isLiving();
  }

  /**
   * Has the child in this slot replaced, or all children if the slot is empty; returns their
   * generations. Those that are never idle are seen by what they have accepted.
   */
  List<Long> recycle(OptionalInt slot) {
    List<Slot> asked = living().filter(s -> slot.orElse(s.number()) == s.number()).toList();
    List<Long> generations = asked.stream().map(Slot::generation).toList();
    for (int i = 0; i < asked.size(); i++) {
      tell(new Event.RecycleChild(asked.get(i).number(), generations.get(i)));
    }
    countTheBusy();
    return generations;
  }

  /** Whether a child of one of these generations has not been reaped. */
  boolean hasAnyOf(List<Long> generations) {
    return living().anyMatch(slot -> generations.contains(slot.generation()));
  }

  private Stream<Slot> living() {
    Scoreboard board = pool.scoreboard();
    return IntStream.range(0, board.size())
        .mapToObj(board::slot)
        .filter(slot -> slot.state().isLiving());
  }

  /** Whether a child lives that another program has started in this process. */
  boolean hasInherited() {
    return effects.hasInherited();
  }

  /** Every living child. */
  List<SlotView> slots() {
    return effects.children().stream().map(this::view).toList();
  }

  private SlotView view(Child child) {
    Slot slot = pool.scoreboard().slot(child.id().slot());
    return new SlotView(
        slot.number(),
        child.id().generation(),
        child.id().pid(),
        slot.state(),
        now() - slot.spawnedAt(),
        now() - slot.since(),
        child.counts().accepted(),
        child.counts().open(),
        memory(slot.number(), child.id().generation()));
  }

  /**
   * Tells the core of an event and carries out what it decides: at once, or, if it comes of an
   * action that is under way, after all actions of the event before it.
   */
  void tell(Event event) {
    if (phase == Phase.NEW) {
      return;
    }
    events.add(event);
    if (isTelling) {
      return;
    }
    isTelling = true;
    for (Event next = events.poll(); next != null; next = events.poll()) {
      happen(next);
    }
    isTelling = false;
    setDeadline();
    noteSize();
    states.note();
    noteLife();
    observer.run();
  }

  Pool pool() {
    return pool;
  }

  String name() {
    return name;
  }

  /** The cap over all pools. */
  int quotaLimit() {
    return quota.limit();
  }

  long now() {
    return sinceOpening(loop.now());
  }

  /** A time of {@link System#nanoTime} on the scale of {@link #now}. */
  long sinceOpening(long time) {
    return time - origin;
  }

  /** What is under way goes through us alone, and a client waits for it. */
  void hurry() {
    loop.hurry();
  }

  /** The present on the scale of {@link System#nanoTime}. */
  long loopNow() {
    return loop.now();
  }

  /** Whether clients should be sent; see {@link Pool#isReady}. */
  boolean isReady() {
    return phase == Phase.OPEN && pool.isReady(now());
  }

  /** The connections of the children that live. */
  BoardCounts connections() {
    return effects.connections();
  }

  /** How long the children that live held their connections. */
  Durations services() {
    return effects.services();
  }

  boolean hasEnded() {
    return effects.hasStopped();
  }

  /** The last process that served the pool's start has ended, maybe long after the last child. */
  void ended() {
    if (!isTelling) {
      noteLife();
      observer.run();
    }
  }

  boolean isGivenUp() {
    return phase == Phase.GIVEN_UP;
  }

  /**
   * Looks for faults in the core's books, see {@link Pool#audit}, and at children that say nothing,
   * and makes up for watches that could not be armed; once a second.
   */
  void audit() {
    core.audit().forEach(log::inconsistent);
    effects.unarmed().forEach(listener -> loop.guarded(() -> effects.watch(listener)));
    if (pool.needsCounts()) {
      countTheBusy();
    }
  }

  /**
   * The children whose memory is to be measured: all that are up if somebody looks at them, else
   * none unless the pool has a limit for it.
   */
  List<MemorySampler.Subject> measurable(boolean isLookedAt) {
    return isLookedAt || hasMemoryLimit()
        ? effects.children().stream().filter(this::isUp).map(this::subject).toList()
        : List.of();
  }

  private boolean hasMemoryLimit() {
    return pool.spec().limits().memory() > 0;
  }

  private boolean isUp(Child child) {
    Slot slot = pool.scoreboard().slot(child.id().slot());
    return slot.state().isActive() && slot.hasBeenIdle();
  }

  private MemorySampler.Subject subject(Child child) {
    ChildId id = child.id();
    return new MemorySampler.Subject(
        id.pid(), sample -> loop.execute(() -> measured(id.slot(), id.generation(), sample)));
  }

  private void measured(int slot, long generation, MemorySample sample) {
    memory.note(slot, generation, sample, now());
    if (hasMemoryLimit()) {
      memory.tellOfResidentSize(sample);
      tell(new Event.ChildMemory(slot, generation, sample.bytes()));
    }
  }

  /** What was last measured; empty if nothing was. */
  Optional<MemoryView> memory(int slot, long generation) {
    return memory.of(slot, generation, now());
  }

  /** What was last measured of each child. */
  Map<Integer, MemoryView> memory() {
    Map<Integer, MemoryView> known = new HashMap<>();
    for (Child child : effects.children()) {
      ChildId id = child.id();
      memory(id.slot(), id.generation()).ifPresent(view -> known.put(id.slot(), view));
    }
    return known;
  }

  private void countTheBusy() {
    for (int i = 0; i < pool.scoreboard().size(); i++) {
      Slot slot = pool.scoreboard().slot(i);
      if (slot.state() == SlotState.BUSY) {
        tell(new Event.ChildCounted(i, slot.generation(), effects.accepted(i)));
      }
    }
  }

  List<Listener> listeners() {
    return effects.openListeners();
  }

  PoolSnapshot snapshot() {
    Map<String, AcceptQueue.Depth> queues = new LinkedHashMap<>();
    Map<String, Long> drops = new HashMap<>();
    for (Listener listener : effects.openListeners()) {
      measure(listener, queues, drops);
    }
    return new PoolSnapshot(
        name,
        pool.status(),
        parts.counters().counts(),
        parts.counters().ofTheDead().plus(effects.connections()),
        List.of(),
        parts.counters().servicesOfTheDead().plus(effects.services()),
        queues,
        drops,
        memory(),
        true,
        isReady(),
        isGivenUp());
  }

  private void happen(Event event) {
    loop.guarded(
        () -> core.on(now(), event).forEach(action -> loop.guarded(() -> action.applyTo(effects))));
  }

  private void setDeadline() {
    long next = pool.nextDeadline();
    if (next == Long.MAX_VALUE) {
      deadline.clear();
    } else {
      deadline.set(origin + next);
    }
  }

  /** The pool line tells of changes in size, not of every connection, each of which comes here. */
  private void noteSize() {
    Scoreboard board = pool.scoreboard();
    long starting = board.count(SlotState.STARTING);
    long shape = (starting << 40) | ((long) board.active() << 20) | board.living();
    if (shape == lastShape) {
      return;
    }
    lastShape = shape;
    if (!statusIsDue) {
      statusIsDue = true;
      statusLine.set(loop.now() + STATUS_DELAY);
    }
  }

  /** A pool may end without a change in size: when it had no child at that moment. */
  private void noteLife() {
    boolean isReady = isReady();
    if (isReady != wasReady || hasEnded() != hadEnded) {
      noteReadiness(isReady);
      wasReady = isReady;
      hadEnded = hasEnded();
      whenChanged.run();
    }
  }

  /** The first time is the daemon's to tell, and the end has lines of its own. */
  private void noteReadiness(boolean isReady) {
    if (phase != Phase.OPEN || isReady == wasReady) {
      return;
    }
    if (!isReady) {
      log.notReady();
    } else if (hasBeenReady) {
      log.readyAgain();
    }
    hasBeenReady = true;
  }

  private void writeStatus() {
    statusIsDue = false;
    log.status(pool.status(), snapshot().backlog());
  }

  private String addresses() {
    return String.join(",", parts.listeners().stream().map(Listener::address).toList());
  }

  private static void measure(
      Listener listener, Map<String, AcceptQueue.Depth> queues, Map<String, Long> drops) {
    try {
      queues.put(listener.address(), listener.depth());
      listener.drops().ifPresent(count -> drops.put(listener.address(), count));
    } catch (KernelException e) {
      queues.remove(listener.address()); // not known: no sample is better than a wrong one
    }
  }
}
