package io.preforkd.server.host;

import io.preforkd.config.Hook;
import io.preforkd.config.PoolSettings;
import io.preforkd.pool.Event;
import io.preforkd.pool.Generations;
import io.preforkd.pool.Handover;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.SizeOrder;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.Durations;
import io.preforkd.server.hook.HookCall;
import io.preforkd.server.hook.Hooks;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.snapshot.DeathView;
import io.preforkd.server.snapshot.MemoryView;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.snapshot.SlotView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A pool as its operator and its clients see it: the edition in force, for a while the one that is
 * to follow it, and those before it whose children still finish. Loop thread only.
 */
final class Service {
  private final String name;
  private final Counters counters;
  private final WorkerMetrics metrics;
  private final Generations generations;
  private final Hooks hooks;
  private final SocketManager sockets;
  private final List<PoolHost> retired = new ArrayList<>();
  private Edition current;
  private Succession succession;
  private CompletableFuture<Optional<String>> trial;
  private List<HookCall> calls = List.of();
  private boolean isOpening;
  private boolean hasStarted;
  private boolean isRemoved;
  private boolean isStopping;
  private Parting parting = Parting.NOT_BEGUN;
  private boolean areHooksEnding;
  private boolean isStepping;
  private boolean mustStepAgain;

  /** Whether the pool has been announced to leave, by before-stop. */
  private enum Parting {
    NOT_BEGUN,
    UNDER_WAY,
    DONE
  }

  Service(
      String name, Counters counters, WorkerMetrics metrics, Generations generations, Hooks hooks) {
    this.name = name;
    this.counters = counters;
    this.metrics = metrics;
    this.generations = generations;
    this.hooks = hooks;
    this.sockets = new SocketManager(name, new PoolLog(name));
  }

  /** What another program has counted. */
  static Counters counters(ServiceState state) {
    return Counters.from(state.counts(), state.saturatedNanos());
  }

  /** Where another program was. */
  static Generations generations(ServiceState state) {
    Generations generations = new Generations();
    generations.goOnAfter(state.lastGeneration());
    return generations;
  }

  /** Goes on where another program was; {@link #willOpen} gives it its edition. */
  void goOnFrom(ServiceState state) throws IOException {
    sockets.goOnWith(state.sockets());
    metrics.goOnWith(state.metrics());
    hasStarted = state.hasStarted();
    calls = state.hooks();
  }

  /** The parent is there again; what had been held back goes on. */
  void resume() {
    takeOver(current);
    host().resume();
    calls.forEach(hooks::tell);
    calls = List.of();
  }

  /** As another program can go on with it, which is to be told {@code host}. */
  ServiceState state(HostState host) {
    return new ServiceState(
        name,
        Optional.ofNullable(current.files()),
        current.slots(),
        generations.last(),
        counters.counts(),
        counters.saturatedNanos(),
        hasStarted,
        hooks.waiting(),
        sockets.state(),
        metrics.state(),
        host);
  }

  /** One handover, while it lasts. */
  private static final class Succession {
    private final Edition next;
    private final Handover handover;
    private final OptionalInt held;
    private final long began;
    private final CompletableFuture<Optional<String>> outcome;
    private Handover.Step told;
    private String failure = "";

    private Succession(
        Edition next, PoolStatus old, long began, CompletableFuture<Optional<String>> outcome) {
      this.next = next;
      this.handover = new Handover(old.idle() + old.busy() + old.starting());
      this.held = old.held();
      this.began = began;
      this.outcome = outcome;
      this.told = handover.step(old, next.host().pool().status(), false);
    }
  }

  String name() {
    return name;
  }

  Counters counters() {
    return counters;
  }

  WorkerMetrics metrics() {
    return metrics;
  }

  Generations generations() {
    return generations;
  }

  Hooks hooks() {
    return hooks;
  }

  SocketManager sockets() {
    return sockets;
  }

  Edition current() {
    return current;
  }

  PoolHost host() {
    return current.host();
  }

  /**
   * Minds what has not ended yet of the pool that had the name before and was removed or given up.
   */
  void goOnAfter(Service former) {
    counters.wasSaturated(former.host().pool().status().saturatedNanos());
    former.all().filter(host -> !host.hasEnded()).forEach(retired::add);
  }

  /** The first edition, for {@link #open}. */
  void willOpen(Edition first) {
    current = first;
  }

  /** From now on this is the edition in force. */
  private void takeOver(Edition edition) {
    current = edition;
    PoolSettings settings = edition.settings();
    hooks.use(settings.hooks(), settings.killAfter(), edition.hooks());
    sockets.use(settings);
    metrics.startAnew();
  }

  void open() {
    takeOver(current);
    prepare(host()::open, host()::neverOpen);
  }

  /** Has before-start run, and then opens. */
  private void prepare(Runnable open, Consumer<String> refuse) {
    isOpening = true;
    hooks.run(
        Hook.BEFORE_START,
        failure -> {
          if (isOpening) {
            isOpening = false;
            failure.ifPresentOrElse(refuse, open);
          }
        });
  }

  /**
   * Opens the first edition of a pool that a running daemon has been given.
   *
   * @param outcome completed when its first child serves, or with the reason why none will
   */
  void tryOut(Edition first, CompletableFuture<Optional<String>> outcome) {
    takeOver(first);
    trial = outcome;
    prepare(this::openOnTrial, this::refuse);
  }

  private void openOnTrial() {
    host().share(Set.of(), this::judge);
    host().openOnTrial(Math.max(1, current.settings().start()));
  }

  private void refuse(String why) {
    CompletableFuture<Optional<String>> outcome = trial;
    trial = null;
    isRemoved = true;
    host().neverOpen(why);
    outcome.complete(Optional.of("pool " + name + ": its hook before-start has failed: " + why));
  }

  private void judge() {
    Optional<String> failure = host().failure();
    if (trial == null || (failure.isEmpty() && host().pool().scoreboard().serving() == 0)) {
      return;
    }
    CompletableFuture<Optional<String>> outcome = trial;
    trial = null;
    if (failure.isPresent()) {
      isRemoved = true;
      host().logNotOpened();
      host().discard();
    } else {
      leaveAlone(host(), OptionalInt.empty());
      noteStart();
    }
    outcome.complete(failure.map(why -> "pool " + name + ": " + why));
  }

  /** Other sizes, times and rights, for the children that there are. */
  void change(PoolSettings settings, PoolSpec spec, String what) {
    current = current.with(settings);
    hooks.use(settings.hooks(), settings.killAfter());
    sockets.use(settings);
    host().reconfigure(spec, what);
    hooks.tell(HookCall.of(Hook.ON_RELOAD));
  }

  /**
   * Replaces the edition in force.
   *
   * @param outcome completed at the end, with the reason if the old edition stays
   */
  void replaceBy(Edition next, String why, CompletableFuture<Optional<String>> outcome) {
    host().log().handoverBegins(why);
    PoolStatus old = host().pool().status();
    succession = new Succession(next, old, host().now(), outcome);
    sockets.use(current.settings(), next.settings());
    host().share(new HashSet<>(next.inherited().values()), this::step);
    next.host().share(next.inherited().keySet(), this::step);
    next.host().openHeld(succession.told.next(), succession.handover.batch());
  }

  /** Whether children of former editions still finish. */
  boolean hasRetired() {
    return !retired.isEmpty();
  }

  /** Whether it waits for before-start. */
  boolean isOpening() {
    return isOpening;
  }

  /** Whether it is about to be opened, or has two editions that may yet be in force. */
  boolean isChanging() {
    return succession != null || trial != null || isOpening;
  }

  /**
   * Something has happened to one of the two editions. What a step does to them may be such a thing
   * itself, and is looked at when the step is over: in its midst they do not fit together.
   */
  private void step() {
    mustStepAgain = true;
    if (isStepping) {
      return;
    }
    isStepping = true;
    while (mustStepAgain && succession != null) {
      mustStepAgain = false;
      stepOnce(succession);
    }
    isStepping = false;
  }

  private void stepOnce(Succession now) {
    Optional<String> failure = now.next.host().failure();
    failure.filter(why -> now.failure.isEmpty()).ifPresent(why -> now.failure = why);
    PoolStatus next = now.next.host().pool().status();
    Handover.Step step = now.handover.step(host().pool().status(), next, failure.isPresent());
    Handover.Step before = now.told;
    now.told = step;
    switch (step.outcome()) {
      case GOING_ON -> carryOut(now, before, step);
      case COMPLETE -> complete(now);
      case UNDONE -> undo(now, now.failure);
    }
  }

  private void carryOut(Succession now, Handover.Step before, Handover.Step step) {
    if (step.next() != before.next()) {
      now.next.host().hold(new SizeOrder.To(step.next()));
    }
    if (!step.old().equals(before.old())) {
      host().hold(new SizeOrder.To(step.old().getAsInt()));
    }
  }

  private void complete(Succession now) {
    succession = null;
    PoolHost old = host();
    now.next
        .inherited()
        .forEach(
            (mine, its) ->
                now.next.listeners().get(mine).takeFileFrom(current.listeners().get(its)));
    takeOver(now.next);
    leaveAlone(host(), now.held);
    counters.wasSaturated(old.pool().status().saturatedNanos());
    retired.add(old);
    old.bequeath(host(), now.next.successors());
    old.retire();
    host().log().handoverComplete(old.now() - now.began, host().pool().status());
    hooks.tell(HookCall.of(Hook.ON_RELOAD));
    now.outcome.complete(Optional.empty());
  }

  private void undo(Succession now, String why) {
    succession = null;
    sockets.use(current.settings());
    boolean serves = now.next.host().pool().scoreboard().serving() > 0;
    retired.add(now.next.host());
    now.next.host().bequeath(host(), now.next.inherited());
    if (serves) {
      now.next.host().retire();
    } else {
      now.next.host().discard();
    }
    host().log().handoverUndone(why);
    now.outcome.complete(Optional.of("pool " + name + ": " + why));
    leaveAlone(host(), now.held);
  }

  private static void leaveAlone(PoolHost host, OptionalInt held) {
    host.shareNoMore();
    host.hold(held.isPresent() ? new SizeOrder.To(held.getAsInt()) : new SizeOrder.Auto());
    host.tell(new Event.Lend(0));
  }

  /** It stands in the configuration no more: ends once before-stop has. */
  void remove() {
    isRemoved = true;
    host().log().removed();
    part();
  }

  /** Stops gently, once before-stop has ended; called again, at once. */
  void stop() {
    boolean isAgain = isStopping;
    isStopping = true;
    if (isAgain) {
      hooks.endAll();
    }
    if (isOpening) {
      cancelOpening();
      return;
    }
    switch (parting) {
      case NOT_BEGUN -> part();
      case UNDER_WAY -> {
        if (isAgain) {
          hasParted();
          leave();
        }
      }
      case DONE -> leave();
    }
  }

  private void cancelOpening() {
    isOpening = false;
    endTrial();
    host().cancel();
  }

  /** One that has ended has nobody to take leave of. */
  private void part() {
    parting = Parting.UNDER_WAY;
    if (host().isGivenUp() || hasEnded()) {
      hasParted();
    } else {
      hooks.run(Hook.BEFORE_STOP, failure -> hasParted());
    }
  }

  private void hasParted() {
    if (parting == Parting.DONE) {
      return;
    }
    parting = Parting.DONE;
    if (isStopping) {
      leave();
    } else {
      sockets.close();
      host().retire();
    }
  }

  private void leave() {
    sockets.close();
    if (succession != null) {
      Succession now = succession;
      succession = null;
      host().shareNoMore();
      now.next.host().shareNoMore();
      retired.add(now.next.host());
      now.outcome.complete(Optional.of("pool " + name + ": the daemon stops"));
    }
    if (trial != null) {
      endTrial();
      host().shareNoMore();
    }
    each(PoolHost::stop);
  }

  private void endTrial() {
    if (trial != null) {
      trial.complete(Optional.of("pool " + name + ": the daemon stops"));
      trial = null;
    }
  }

  void tell(Event event) {
    each(host -> host.tell(event));
  }

  void audit() {
    each(PoolHost::audit);
  }

  /** The sockets of all editions that are open. */
  List<Listener> listeners() {
    return all().flatMap(host -> host.listeners().stream()).toList();
  }

  /** From the moment that clients are let in no more: children that are killed, hooks that are. */
  Duration longestStop() {
    PoolSpec spec = host().pool().spec();
    Duration ofHooks = current.settings().hooks().timeout();
    return Duration.ofNanos(2 * spec.stopTimeout() + spec.killAfter()).plus(ofHooks);
  }

  /** The children of all editions whose memory is to be measured. */
  List<MemorySampler.Subject> measurable(boolean isLookedAt) {
    return all().flatMap(host -> host.measurable(isLookedAt).stream()).toList();
  }

  private void each(Consumer<PoolHost> task) {
    all().toList().forEach(task);
  }

  private Stream<PoolHost> all() {
    Stream<PoolHost> next = succession == null ? Stream.empty() : Stream.of(succession.next.host());
    return Stream.concat(Stream.of(host()), Stream.concat(next, List.copyOf(retired).stream()));
  }

  /** An edition has become ready, or is so no more, or has ended. */
  void noteChange() {
    retired.removeIf(PoolHost::hasEnded);
    if (hasEnded() || isGivenUp()) {
      sockets.close();
    }
    if (trial == null) {
      noteStart();
    }
    if (hasEnded() && !areHooksEnding) {
      areHooksEnding = true;
      hooks.endAfter(host().pool().spec().stopTimeout());
    }
  }

  /** Whether it has ever been ready. */
  boolean hasStarted() {
    return hasStarted;
  }

  private void noteStart() {
    if (!hasStarted && isReady()) {
      hasStarted = true;
      hooks.tell(HookCall.of(Hook.AFTER_START));
    }
  }

  boolean isReady() {
    return host().isReady();
  }

  /** Whether the configuration in force has it: neither on trial, nor removed. */
  boolean isInForce() {
    return trial == null && !isRemoved;
  }

  boolean hasEnded() {
    return host().hasEnded() && succession == null && retired.stream().allMatch(PoolHost::hasEnded);
  }

  /** Whether it has ended, and its hooks as well. */
  boolean isOver() {
    return hasEnded() && hooks.isQuiet();
  }

  boolean isRemoved() {
    return isRemoved;
  }

  boolean isGivenUp() {
    return host().isGivenUp();
  }

  /** The generation that was killed in this slot, of whichever edition; empty if there is none. */
  Optional<Long> kill(int slot) {
    return all().toList().stream().flatMap(host -> host.kill(slot).stream()).findFirst();
  }

  boolean isGone(int slot, long generation) {
    return all().allMatch(host -> host.isGone(slot, generation));
  }

  /** Whether these generations are no more, and whoever has been started since serves. */
  boolean isReplaced(List<Long> generations) {
    PoolStatus status = host().pool().status();
    return status.starting() == 0
        && status.youngDeaths() == 0
        && all().noneMatch(host -> host.hasAnyOf(generations));
  }

  /** Those of all editions, the newest first. */
  List<DeathView> lastDeaths() {
    return counters.lastDeaths().views();
  }

  List<SlotView> slots() {
    return all().flatMap(host -> host.slots().stream()).toList();
  }

  /** All editions in one, with the sizes of the one in force. */
  PoolSnapshot snapshot() {
    PoolSnapshot mine = host().snapshot();
    List<PoolStatus> statuses = all().map(host -> host.pool().status()).toList();
    BoardCounts living =
        all().map(PoolHost::connections).reduce(BoardCounts.ZERO, BoardCounts::plus);
    return new PoolSnapshot(
        name,
        Merged.of(statuses, counters.saturatedNanos(), held(mine.status())),
        mine.counters(),
        counters.ofTheDead().plus(living),
        metrics.published(),
        all().map(PoolHost::services).reduce(counters.servicesOfTheDead(), Durations::plus),
        mine.queues(),
        mine.drops(),
        memory(),
        isInForce(),
        mine.isReady(),
        mine.isGivenUp());
  }

  /** Where two editions have a child in the same slot, that of the edition in force. */
  private Map<Integer, MemoryView> memory() {
    Map<Integer, MemoryView> known = new HashMap<>();
    all().forEach(host -> host.memory().forEach(known::putIfAbsent));
    return known;
  }

  /** A size that a handover sets is not the operator's. */
  private OptionalInt held(PoolStatus status) {
    if (trial != null) {
      return OptionalInt.empty();
    }
    return succession == null ? status.held() : succession.held;
  }
}
