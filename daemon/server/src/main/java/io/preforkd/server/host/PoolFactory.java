package io.preforkd.server.host;

import io.preforkd.config.GiveUpSettings.Then;
import io.preforkd.config.PoolSettings;
import io.preforkd.config.WorkerSettings.ServerWorker;
import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.journal.Track;
import io.preforkd.server.child.Board;
import io.preforkd.server.child.TemplateBook;
import io.preforkd.server.child.TemplateStart;
import io.preforkd.server.child.WorkerCommand;
import io.preforkd.server.child.WorkerFiles;
import io.preforkd.server.hook.HookLaunch;
import io.preforkd.server.hook.Hooks;
import io.preforkd.server.journal.Journal;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.listen.SocketListener;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.KernelException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Makes editions of pools from their settings. */
final class PoolFactory {
  /** So that max can be raised later without another board; what nobody writes costs no memory. */
  private static final int LEAST_SLOTS = 256;

  private final EventLoop loop;
  private final Platform platform;
  private final Quota quota;
  private final Journal journal;
  private final OomKills oomKills;
  private final MemoryWatch memory;
  private final Runnable whenChanged;
  private final Observer observer;
  private final MetricNames metricNames = new MetricNames();
  private final long seed;

  /**
   * @param whenChanged told of each pool's readiness and end
   * @param observer told of what happens to each pool
   * @param seed of the jitter; not the same on every machine, or a whole fleet would replace its
   *     children at one time
   */
  PoolFactory(
      EventLoop loop,
      Platform platform,
      Quota quota,
      Journal journal,
      OomKills oomKills,
      MemoryWatch memory,
      Runnable whenChanged,
      Observer observer,
      long seed) {
    this.loop = loop;
    this.platform = platform;
    this.quota = quota;
    this.journal = journal;
    this.oomKills = oomKills;
    this.memory = memory;
    this.whenChanged = whenChanged;
    this.observer = observer;
    this.seed = seed;
  }

  Platform platform() {
    return platform;
  }

  long seed() {
    return seed;
  }

  /**
   * A pool that is to be opened for the first time; its listeners are still the caller's if this
   * fails.
   */
  Service first(PoolSettings settings, Duration stopTimeout, List<Listener> listeners)
      throws IOException {
    Service service = service(settings.name());
    String files = WorkerFiles.stamp(settings.worker());
    service.willOpen(
        make(settings, files, stopTimeout, listeners, Map.of(), service, TemplateStart.OPENING));
    return service;
  }

  /** A pool that is new. */
  Service service(String name) {
    return service(name, new Counters(), new Generations());
  }

  /** A pool that counts on where another of its name was. */
  Service service(String name, Counters counters, Generations generations) {
    Hooks hooks = new Hooks(loop, name, counters::hooked, whenChanged);
    WorkerMetrics metrics = new WorkerMetrics(name, metricNames);
    return new Service(name, counters, metrics, generations, hooks);
  }

  /**
   * An edition that has not been opened; its listeners are still the caller's if this fails.
   *
   * @param files the stamp of the worker's files
   * @param inherited see {@link Edition}
   * @param firstTemplate why its first template is started, if it has such
   */
  Edition make(
      PoolSettings settings,
      String files,
      Duration stopTimeout,
      List<Listener> listeners,
      Map<Integer, Integer> inherited,
      Service service,
      TemplateStart firstTemplate)
      throws IOException {
    int slots = slots(settings);
    Optional<Board> board = platform.board(settings, slots);
    try {
      deferSilent(settings, listeners);
      letBlock(settings, listeners);
      PoolParts parts = parts(settings, listeners, board, service, firstTemplate);
      PoolSpec spec = spec(settings, listeners.size(), stopTimeout);
      Track core =
          onLoop(
              () -> track(settings, core(settings, spec, quota, service.generations()), service));
      PoolHost host = new PoolHost(loop, core, quota, parts, whenChanged);
      HookLaunch hooks = platform.hooks(settings);
      return new Edition(settings, files, slots, listeners, inherited, hooks, host);
    } catch (IOException | RuntimeException e) {
      board.ifPresent(Board::close);
      throw e;
    }
  }

  /** Where slots have their own sockets there may be more of these than there are children. */
  private static int slots(PoolSettings settings) {
    int least = Specs.slotsWithSockets(settings) > 0 ? PoolSettings.MOST_SOCKETS : LEAST_SLOTS;
    return Math.max(least, settings.max());
  }

  /**
   * An edition that goes on where another program was; if this fails, nothing that is in {@code
   * state} has been touched.
   *
   * @throws IllegalArgumentException if this program cannot read the state of the pool
   */
  Edition goOnWith(ServiceState state, PoolSettings settings, Duration stopTimeout, Service service)
      throws IOException {
    HostState before = state.host();
    List<Listener> listeners = new ArrayList<>();
    for (ListenerState listener : before.listeners()) {
      listeners.add(SocketListener.goOnWith(listener));
    }
    Optional<Board> board = Optional.of(Board.adopt(before.board(), state.slots()));
    PoolParts parts = parts(settings, listeners, board, service, TemplateStart.UPGRADE);
    PoolSpec spec = spec(settings, listeners.size(), stopTimeout);
    Pool pool = core(settings, spec, quota, service.generations());
    pool.restore(before.pool());
    Track core = track(settings, pool, service);
    PoolHost host = new PoolHost(loop, before.origin(), core, quota, parts, whenChanged);
    host.goOnWith(before);
    return new Edition(
        settings,
        state.files().orElse(null),
        state.slots(),
        listeners,
        Map.of(),
        platform.hooks(settings),
        host);
  }

  private PoolParts parts(
      PoolSettings settings,
      List<Listener> listeners,
      Optional<Board> board,
      Service service,
      TemplateStart firstTemplate)
      throws IOException {
    TemplateBook templates =
        new TemplateBook(firstTemplate, service.counters()::templateStarted, service.metrics());
    return new PoolParts(
        settings.name(),
        WorkerCommand.describe(settings.worker()),
        listeners,
        board,
        platform.births(settings, listeners, board, templates),
        supervision(settings),
        service.counters(),
        service.hooks()::tell,
        service.sockets(),
        service.metrics(),
        observer);
  }

  static Pool core(PoolSettings settings, PoolSpec spec, Quota quota, Generations generations) {
    return new Pool(spec, scaling(settings).algorithm(), quota, generations);
  }

  private static Scaling scaling(PoolSettings settings) {
    return Scaling.valueOf(settings.scaling().toUpperCase(Locale.ROOT));
  }

  private Track track(PoolSettings settings, Pool pool, Service service) {
    return journal.add(settings.name(), scaling(settings), service.generations(), pool);
  }

  /** The quota and the journal are the loop's as soon as there are other pools. */
  private <T> T onLoop(Supplier<T> task) {
    return loop.inLoop() ? task.get() : CompletableFuture.supplyAsync(task, loop::execute).join();
  }

  /**
   * Before the first child is told so. Not yet the other way round: children of the edition before
   * may take this for granted of a socket that stays.
   */
  private static void deferSilent(PoolSettings settings, List<Listener> listeners)
      throws KernelException {
    if (!settings.firstByteTimeout().isZero()) {
      for (Listener listener : listeners) {
        listener.deferSilent(settings.firstByteTimeout());
      }
    }
  }

  /** A program that knows nothing of others takes it for granted that its socket blocks. */
  private static void letBlock(PoolSettings settings, List<Listener> listeners)
      throws KernelException {
    if (settings.worker() instanceof ServerWorker) {
      for (Listener listener : listeners) {
        listener.letBlock();
      }
    }
  }

  /** What the core is told of these settings. */
  PoolSpec spec(PoolSettings settings, int listeners, Duration stopTimeout) {
    return Specs.of(settings, listeners, stopTimeout, seed);
  }

  private Supervision supervision(PoolSettings pool) {
    return new Supervision(
        pool.noRestartCodes(), pool.giveUp().then() == Then.EXIT, oomKills, memory);
  }
}
