package io.preforkd.server.host;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.DaemonSettings;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.Log;
import io.preforkd.pool.Event;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.SizeOrder;
import io.preforkd.server.admin.AdminServer;
import io.preforkd.server.admin.Metrics;
import io.preforkd.server.admin.SnapshotSource;
import io.preforkd.server.admin.StatusPages;
import io.preforkd.server.control.ControlServer;
import io.preforkd.server.control.Controls;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.journal.Journal;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.log.LogException;
import io.preforkd.server.log.Logging;
import io.preforkd.server.loop.Alarm;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.snapshot.ConfigState;
import io.preforkd.server.snapshot.DaemonDetail;
import io.preforkd.server.snapshot.DaemonSnapshot;
import io.preforkd.server.snapshot.ExitView;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.snapshot.SlotView;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Signals;
import io.preforkd.server.sys.Strangers;
import io.preforkd.server.view.StatusReading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running daemon: all pools on one event loop, and what ends them. */
public final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final String HANG_UP = "HUP";
  private static final String TERM = "TERM";
  private static final String NOT_UPGRADED =
      "the children are threads, which end with their program; restart it";
  private static final long AUDIT_PERIOD = 1_000_000_000L;

  /** So long after somebody has looked he may look again: Prometheus asks each 15 to 60 s. */
  private static final long LOOKS_GO_ON = 150_000_000_000L;

  private static final Duration SNAPSHOT_PATIENCE = Duration.ofSeconds(1);
  private static final Duration LOOP_PATIENCE = Duration.ofSeconds(5);
  private static final Duration JOURNAL_PATIENCE = Duration.ofSeconds(5);

  private final EventLoop loop;
  private final Faults faults;
  private final Archivist archivist;
  private final MemoryWatch memory;
  private final Journal journal;
  private final MemorySampler sampler;
  private final Residence residence;
  private final List<Observer> observers;
  private final Optional<SocketStore> store;
  private final Alarm audit;
  private final CompletableFuture<Void> opening = new CompletableFuture<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private List<Service> services = List.of();
  private Duration drainDelay;
  private final Alarm endOfDelay;
  private volatile OptionalInt exitCode = OptionalInt.empty();
  private volatile Optional<ControlServer> control = Optional.empty();
  private volatile Optional<AdminServer> admin = Optional.empty();
  private boolean isReady;
  private boolean isLeaving;
  private volatile OptionalLong lookedAt = OptionalLong.empty();
  private final StopRequests stopRequests = new StopRequests();
  private Optional<Archives> archives = Optional.empty();
  private volatile Optional<Reloader> reloader = Optional.empty();
  private final List<Consumer<Reloader>> early = new ArrayList<>();
  private final Queue<String> unobeyed = new ConcurrentLinkedQueue<>();

  Daemon(
      Residence residence,
      EventLoop loop,
      Faults faults,
      Archivist archivist,
      MemoryWatch memory,
      Journal journal,
      Duration drainDelay,
      Observer observer) {
    this.residence = residence;
    this.loop = loop;
    Optional<ServiceManager> manager = manager();
    this.observers =
        new CopyOnWriteArrayList<>(Stream.concat(Stream.of(observer), manager.stream()).toList());
    this.store = manager.flatMap(ServiceManager::store);
    this.faults = faults;
    this.archivist = archivist;
    this.memory = memory;
    this.journal = journal;
    this.sampler = new MemorySampler(MemorySample::of, faults::report);
    this.drainDelay = drainDelay;
    this.audit = loop.alarm(this::audit);
    this.endOfDelay = loop.alarm(this::shut);
  }

  /** He minds the program, which a guest is only a part of. */
  private Optional<ServiceManager> manager() {
    boolean mayLack = residence != Residence.STAND_IN; // whose observer knows when it has started
    return isGuest() ? Optional.empty() : ServiceManager.ofThisProcess(loop, mayLack);
  }

  /**
   * Starts everything that the settings name, or nothing.
   *
   * @param config the file that {@code loaded}, which has settings, was read from; it is read again
   *     at a reload
   * @throws StartupException what is in the way
   */
  public static Daemon start(Path config, LoadedConfig loaded, String version)
      throws StartupException {
    Supplier<LoadedConfig> source = () -> ConfigReader.read(config, System.getenv());
    return start(Residence.OWNER, config, source, loaded, version, Observer.NOBODY);
  }

  /**
   * As {@link #start}, under the name of another daemon: HUP replaces all children, USR2 is passed
   * on to the observer, and the program is not upgraded in place.
   *
   * @param source reads the configuration at a reload
   * @param observer told of what happens
   */
  public static Daemon startAsStandIn(
      Path config,
      Supplier<LoadedConfig> source,
      LoadedConfig loaded,
      String version,
      Observer observer)
      throws StartupException {
    return start(Residence.STAND_IN, config, source, loaded, version, observer);
  }

  private static Daemon start(
      Residence residence,
      Path config,
      Supplier<LoadedConfig> source,
      LoadedConfig loaded,
      String version,
      Observer observer)
      throws StartupException {
    if (loaded.settings().orElseThrow().isInThreads()) {
      return new ThreadStartup(residence, config, source, loaded, version).start(observer);
    }
    try {
      return new Startup(residence, config, source, loaded, version).start(observer);
    } catch (UnsatisfiedLinkError e) {
      throw StartupException.of(e);
    }
  }

  /**
   * As {@link #start}, in the process of a program that has another purpose: that one's signals,
   * umask, user, log, orphans and inherited sockets are left alone, and it is never upgraded.
   *
   * @param source reads the configuration at a reload
   * @param exits told of every child that has been reaped, on the loop
   */
  public static Daemon startAsGuest(
      Path config,
      Supplier<LoadedConfig> source,
      LoadedConfig loaded,
      String version,
      Consumer<ExitView> exits)
      throws StartupException {
    Observer observer =
        new Observer() {
          @Override
          public void childExited(ExitView exit) {
            exits.accept(exit);
          }
        };
    return start(Residence.GUEST, config, source, loaded, version, observer);
  }

  /**
   * Goes on in the place of another program of this process.
   *
   * @param memory the descriptor by which that one has passed on what it had
   * @param failureBefore why a third program failed that should have gone on, if one did
   * @throws StartupException if nobody can go on
   */
  public static Daemon takeOver(
      Path config, int memory, String version, Optional<String> failureBefore)
      throws StartupException {
    return new Takeover(config, memory, version, failureBefore).start();
  }

  /**
   * Tries whether {@link #takeOver} would succeed.
   *
   * @return what to print for the program that asks
   * @throws IOException why it would not
   */
  public static String rehearseTakeOver(int memory, String version) throws IOException {
    return Rehearsal.perform(memory, version);
  }

  /**
   * Waits until the daemon has stopped.
   *
   * @param givenUp the exit code if it ended since no pool could work
   * @return the exit code
   */
  public int awaitEnd(int givenUp) throws InterruptedException {
    end.await();
    archivist.stop();
    archivist.awaitEnd(LOOP_PATIENCE);
    sampler.stop();
    admin.ifPresent(AdminServer::close); // it asks the loop
    loop.stop();
    loop.awaitEnd(LOOP_PATIENCE);
    reloader.ifPresent(Reloader::stop);
    journal.close(JOURNAL_PATIENCE);
    boolean worked = services.stream().anyMatch(service -> !service.isGivenUp());
    LOG.info(worked ? "preforkd stopped" : "preforkd ends: every pool was given up");
    exitCode = OptionalInt.of(worked ? 0 : givenUp);
    control.ifPresent(ControlServer::close);
    return exitCode.getAsInt();
  }

  /** What the process exits with; empty until it is about to. */
  OptionalInt exitCode() {
    return exitCode;
  }

  boolean isGuest() {
    return residence == Residence.GUEST;
  }

  /** Answers what comes in by this socket, until the end. */
  void obey(ControlServer server, String version) {
    control = Optional.of(server);
    server.start(new DaemonControls(this, loop, version));
  }

  /** Answers what is asked of this listener, until the end; only then is the past remembered. */
  void answer(AdminServer server, String version) {
    admin = Optional.of(server);
    History history = new History();
    inLoop(() -> remember(history));
    server.start(new Metrics(version), new StatusPages(() -> status(history), version), this::ping);
  }

  private void remember(History history) {
    observers.add(history);
    if (isReady) {
      history.ready();
    }
  }

  /** Carries out what a program wants of a daemon that is a part of it. */
  public Controls controls(String version) {
    return new DaemonControls(this, loop, version);
  }

  /** What is done to a process. */
  public interface ChildTask {
    void run(int pid) throws KernelException;
  }

  /**
   * Does something to the process of a child, on the loop, where alone children are reaped: until
   * it returns the pid is the child's.
   *
   * @return false if there is no such child; what failed, as the failure
   */
  public CompletableFuture<Boolean> toChild(String pool, long generation, ChildTask task) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    loop.execute(() -> toChild(pool, generation, task, done));
    return done;
  }

  private void toChild(
      String pool, long generation, ChildTask task, CompletableFuture<Boolean> done) {
    try {
      OptionalInt pid = pid(pool, generation);
      if (pid.isPresent()) {
        task.run(pid.getAsInt());
      }
      done.complete(pid.isPresent());
    } catch (KernelException | RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  private OptionalInt pid(String pool, long generation) {
    return services.stream()
        .filter(service -> service.name().equals(pool))
        .flatMap(service -> service.slots().stream())
        .filter(slot -> slot.generation() == generation)
        .mapToInt(SlotView::pid)
        .findFirst();
  }

  /** Logs at this level from now on; false if the log is not ours. */
  boolean logLevel(Log.Level level) {
    if (residence.hasLog()) {
      Logging.level(level);
    }
    return residence.hasLog();
  }

  /**
   * Opens the places that lines go to by these settings; none if the log is not ours.
   *
   * @throws LogException if one cannot be had
   */
  Optional<Logging.Change> prepareLog(DaemonSettings settings) throws LogException {
    return residence.hasLog()
        ? Optional.of(Logging.prepare(settings.log(), settings.accessLogs()))
        : Optional.empty();
  }

  /**
   * Opens log files anew, as they may have been moved; false if the log is not ours.
   *
   * @throws LogException if one cannot be opened; the one that is open goes on
   */
  boolean reopenLogs(String who) throws LogException {
    if (!residence.hasLog()) {
      return false;
    }
    List<LogException> failures = Logging.reopen();
    failures.forEach(
        failure -> LOG.error("{}; the file that is open goes on", failure.getMessage()));
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    LOG.info("log files are opened anew: {}", who);
    return true;
  }

  /** Opens the pools; from now on children are started. */
  void open(List<Service> all, Archives ofPools) {
    loop.execute(
        () -> {
          archives = Optional.of(ofPools);
          services = List.copyOf(all);
          services.forEach(Service::open);
          keepSockets();
          if (stopRequests.isShut()) {
            services.forEach(Service::stop); // a signal was faster
          }
          audit.set(loop.now() + AUDIT_PERIOD);
          noteOpening();
        });
  }

  /** Goes on with pools whose children another program has started; on the loop. */
  void goOnWith(List<Service> all, Archives ofPools) {
    archives = Optional.of(ofPools);
    services = List.copyOf(all);
    services.forEach(Service::resume);
    keepSockets();
    if (stopRequests.isShut()) {
      services.forEach(Service::stop); // a signal was faster
    }
    audit.set(loop.now() + AUDIT_PERIOD);
    poolChanged();
  }

  /** Completed once no pool waits for its before-start any more, to be opened. */
  CompletableFuture<Void> opening() {
    return opening;
  }

  private void noteOpening() {
    if (!services.isEmpty() && services.stream().noneMatch(Service::isOpening)) {
      opening.complete(null);
    }
  }

  Optional<ListenerState> controlSocket() {
    return control.map(ControlServer::state);
  }

  /** Faults of our own so far. */
  long faults() {
    return faults.count();
  }

  /**
   * Whoever prepares something beside the pools is ended, and comes no more until {@link
   * #releaseHelpers}.
   *
   * @return false if somebody does not end
   */
  boolean holdHelpers() throws InterruptedException {
    return archivist.hold(LOOP_PATIENCE);
  }

  void releaseHelpers() {
    archivist.release();
  }

  /** No hook is begun from now on, until {@link #releaseHooks}. */
  void holdHooks() {
    services.forEach(service -> service.hooks().hold());
  }

  void releaseHooks() {
    inLoop(() -> services.forEach(service -> service.hooks().release()));
  }

  /** The names of the pools of which a hook runs. */
  List<String> withRunningHooks() {
    return services.stream()
        .filter(service -> service.hooks().isRunning())
        .map(Service::name)
        .toList();
  }

  /**
   * Another program is about to hear the signals. HUP, INT and TERM cannot be ignored meanwhile, or
   * that one would not hear them either.
   */
  void ignoreSignals() {
    Signals.ignore("TTIN");
    Signals.ignore("TTOU");
    Signals.ignore("USR1"); // that one opens the log files anew in any case
    Signals.ignore("USR2");
  }

  /**
   * TERM and the first INT stop gently, a second INT at once; see {@link StopRequests}. TTIN and
   * TTOU are Unicorn's; HUP reloads, USR1 opens log files anew, and USR2 upgrades.
   */
  void obeySignals() {
    List.of(TERM, "INT", "TTIN", "TTOU").forEach(name -> on(name, () -> heard(name)));
    on(HANG_UP, this::hangUp);
    if (residence != Residence.STAND_IN) {
      on("USR1", this::reopenLogsBySignal);
    }
    on("USR2", this::upgradeBySignal);
  }

  /** Threads run also on systems that lack some. */
  private void on(String signal, Runnable task) {
    try {
      Signals.on(signal, task);
    } catch (IllegalArgumentException e) {
      if (residence != Residence.OWNER_OF_THREADS) {
        throw e;
      }
      LOG.debug("{}; the control socket has the same command", e.getMessage());
    }
  }

  /** What is heard and not obeyed is passed on to a program that takes over. */
  private void heard(String signal) {
    unobeyed.add(signal);
    inLoop(
        () -> {
          unobeyed.remove(signal);
          obey(signal);
        });
  }

  private void obey(String signal) {
    switch (signal) {
      case TERM -> obey(signal, stopRequests.term());
      case "INT" -> obey(signal, stopRequests.interrupt());
      case "TTIN" -> scaleAll(signal, 1);
      case "TTOU" -> scaleAll(signal, -1);
      default -> throw new IllegalArgumentException(signal);
    }
  }

  /** Signals that were heard and not obeyed yet. */
  List<String> unobeyed() {
    return List.copyOf(unobeyed);
  }

  /** Signals that the program before this one has heard and not obeyed. */
  void obeyLate(List<String> signals) {
    for (String signal : signals) {
      if (signal.equals(HANG_UP)) {
        hangUp();
      } else {
        heard(signal);
      }
    }
  }

  private void hangUp() {
    unobeyed.add(HANG_UP);
    whenReloadable(
        known -> {
          var ignored = known.reload(residence == Residence.STAND_IN, HANG_UP);
        });
  }

  /** A reload is about to read what they were sent for, or cannot be. */
  void forgetHangUps() {
    unobeyed.removeIf(HANG_UP::equals);
  }

  /** What fails is in the log, and nobody else is there to be told. */
  private void reopenLogsBySignal() {
    try {
      reopenLogs("USR1");
    } catch (LogException e) {
      LOG.debug("USR1 has changed nothing", e);
    }
  }

  private void upgradeBySignal() {
    if (residence == Residence.OWNER_OF_THREADS) {
      LOG.warn("USR2: {}", NOT_UPGRADED);
      return;
    }
    if (residence == Residence.STAND_IN) {
      tell(Observer::stacksWanted);
      return;
    }
    whenReloadable(
        known -> {
          var ignored = known.upgrade(DaemonState.NOBODY, "USR2");
        });
  }

  private synchronized void whenReloadable(Consumer<Reloader> task) {
    if (reloader.isPresent()) {
      task.accept(reloader.get());
    } else {
      early.add(task);
    }
  }

  /** See {@link Reloader#upgrade}. */
  CompletableFuture<String> upgrade(int reply, String who) {
    if (residence != Residence.OWNER) {
      return CompletableFuture.failedFuture(
          new Refusal(Refusal.Kind.UNAVAILABLE, whyNotUpgraded()));
    }
    return reloader.orElseThrow().upgrade(reply, who);
  }

  private String whyNotUpgraded() {
    return switch (residence) {
      case OWNER_OF_THREADS -> NOT_UPGRADED;
      case STAND_IN -> "preforkd runs under another name here; restart it by that";
      default -> "preforkd is a part of another program here; upgrade that";
    };
  }

  /** Reloads by this from now on, and at once if a signal has asked for it before. */
  synchronized void reloadBy(Reloader by) {
    reloader = Optional.of(by);
    early.forEach(task -> task.accept(by));
    early.clear();
  }

  /** See {@link Reloader#reload}. */
  CompletableFuture<String> reload(boolean all, String who) {
    return reloader.orElseThrow().reload(all, who);
  }

  Journal journal() {
    return journal;
  }

  /** Tells whoever wants to know. */
  void tell(Consumer<Observer> news) {
    observers.forEach(news);
  }

  boolean isStopping() {
    return stopRequests.isStopping();
  }

  List<Service> services() {
    return services;
  }

  /** Adds a pool, in the place of one of its name if there was one, whose children it minds. */
  void add(Service service) {
    services.stream()
        .filter(other -> other.name().equals(service.name()))
        .forEach(service::goOnAfter);
    services =
        Stream.concat(
                services.stream().filter(other -> !other.name().equals(service.name())),
                Stream.of(service))
            .toList();
  }

  void drainDelay(Duration delay) {
    drainDelay = delay;
  }

  private void inLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The daemon is ending, as whoever sent the signal will see.
    }
  }

  /**
   * The daemon as it is now; asked from other threads.
   *
   * @param isLookedAt see {@link SnapshotSource#take}
   */
  DaemonSnapshot snapshot(boolean isLookedAt) throws TimeoutException, InterruptedException {
    if (isLookedAt) {
      isLookedAtNow();
    }
    return ask(this::take);
  }

  /** The same with all that a person may want to know. */
  private StatusReading status(History history) throws TimeoutException, InterruptedException {
    isLookedAtNow();
    return ask(
        () ->
            new StatusReading(
                detail(),
                services.stream().collect(Collectors.toMap(Service::name, Service::lastDeaths)),
                journal.decisions(),
                history.moments(),
                reloader.orElseThrow().effective()));
  }

  private void ping() throws TimeoutException, InterruptedException {
    ask(() -> null);
  }

  private void isLookedAtNow() {
    lookedAt = OptionalLong.of(System.nanoTime());
  }

  private <T> T ask(Supplier<T> question) throws TimeoutException, InterruptedException {
    try {
      return CompletableFuture.supplyAsync(question, loop::execute)
          .get(SNAPSHOT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** A pool has become ready, or is so no more, or has ended. */
  void poolChanged() {
    services.forEach(Service::noteChange);
    noteOpening();
    services.stream()
        .filter(service -> service.isReady() && !service.isChanging())
        .forEach(service -> archives.ifPresent(all -> all.poolIsReady(service.name())));
    if (!isReady && !stopRequests.isStopping() && areAllReady()) {
      isReady = true;
      LOG.info("preforkd ready");
      tell(Observer::ready);
      archives.ifPresent(Archives::daemonIsReady);
    }
    if (services.stream().allMatch(Service::isOver)) {
      end.countDown();
    } else {
      services =
          services.stream().filter(service -> !(service.isRemoved() && service.isOver())).toList();
    }
  }

  private boolean areAllReady() {
    return services.stream().filter(Service::isInForce).allMatch(Service::isReady);
  }

  private DaemonSnapshot take() {
    return new DaemonSnapshot(
        pools(),
        isReady || hasStartedBefore(),
        stopRequests.isStopping(),
        faults.count(),
        residence.hasLog() ? Logging.dropped() : 0,
        journal.dropped(),
        reloader.map(Reloader::state).orElse(ConfigState.NONE));
  }

  /** In another program, that this one has gone on from. */
  private boolean hasStartedBefore() {
    return !services.isEmpty() && services.stream().allMatch(Service::hasStarted);
  }

  private List<PoolSnapshot> pools() {
    return services.stream().map(Service::snapshot).toList();
  }

  private static void reapStrangers() {
    try {
      Strangers.reap();
    } catch (KernelException e) {
      throw new IllegalStateException(e); // waitid(2) has no failure but a wrong argument
    }
  }

  /** The daemon with each of its children. */
  DaemonDetail detail() {
    return new DaemonDetail(
        take(), services.stream().collect(Collectors.toMap(Service::name, Service::slots)));
  }

  /** Stops gently; told again, it goes on with that. */
  void stop(String who) {
    obey(who, stopRequests.gently());
  }

  void stopAtOnce(String who) {
    obey(who, stopRequests.atOnce());
  }

  private void obey(String who, StopRequests.Answer answer) {
    switch (answer) {
      case STOP -> beginStop(who);
      case SHUT -> {
        LOG.info("{} again: the drain-delay is over", who);
        shut();
      }
      case STOP_AT_ONCE -> endAtOnce(who);
      case NOTHING -> LOG.info("{}: is stopping already; a second INT stops at once", who);
    }
  }

  /**
   * Waits so long before there is anything to serve with, and has whoever waits for us wait on;
   * false as soon as somebody has asked for the end. Any thread.
   */
  boolean isStillWanted(Duration time) throws InterruptedException {
    tell(observer -> observer.mayTake(time.plus(LOOP_PATIENCE)));
    return isWanted(time);
  }

  /** Waits so long; false as soon as somebody has asked for the end. Any thread. */
  boolean isWanted(Duration time) throws InterruptedException {
    return !stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Not ready from now on; then, after the drain-delay, no new clients. A daemon that never was
   * ready has nobody who would have to look elsewhere first.
   */
  private void beginStop(String who) {
    stop.countDown();
    LOG.info("{}: stopping", who);
    tell(observer -> observer.stops(who));
    tell(observer -> observer.mayTake(longestStop()));
    isLeaving = who.equals(TERM);
    archivist.stop();
    if (drainDelay.isZero() || !isReady) {
      shut();
    } else {
      LOG.info(
          "not ready from now on; clients are served for another {} ms", drainDelay.toMillis());
      endOfDelay.set(loop.now() + drainDelay.toNanos());
    }
  }

  private void endAtOnce(String who) {
    stop.countDown();
    LOG.info("{}: stopping at once", who);
    tell(observer -> observer.stops(who));
    archivist.stop();
    if (!stopRequests.isShut()) {
      shut();
    }
    services.forEach(Service::stop);
  }

  private void shut() {
    stopRequests.shut();
    endOfDelay.clear();
    store.ifPresent(this::partFrom);
    services.forEach(Service::stop);
  }

  /** Each pool's last word, and time for the daemon to go. */
  private Duration longestStop() {
    return services.stream()
        .map(Service::longestStop)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO)
        .plus(drainDelay)
        .plus(LOOP_PATIENCE);
  }

  /** Has the service manager close what he has kept for these pools; before anything is opened. */
  void forget(Collection<String> pools) {
    store.ifPresent(it -> it.forget(pools));
  }

  private void keepSockets() {
    store.ifPresent(it -> it.keep(sockets()));
  }

  private Map<String, List<Listener>> sockets() {
    return services.stream().collect(Collectors.toMap(Service::name, Service::listeners));
  }

  /**
   * TERM may be half of a restart, and clients go on waiting for the next daemon; whoever asks for
   * the end in another way wants it, and clients are served before the door is shut.
   */
  private void partFrom(SocketStore keeper) {
    keeper.keep(isLeaving ? sockets() : Map.of());
    sockets()
        .forEach(
            (pool, sockets) ->
                sockets.stream()
                    .filter(socket -> keeper.keeps(pool, socket))
                    .forEach(Listener::leaveOpen));
  }

  private void scaleAll(String who, int children) {
    services.stream()
        .filter(service -> !service.isChanging())
        .forEach(service -> service.host().scale(new SizeOrder.By(children), who));
  }

  /** Set anew before anything can fail; and none of its parts, nor any pool, depends on another. */
  private void audit() {
    audit.set(loop.now() + AUDIT_PERIOD);
    services.forEach(service -> loop.guarded(service::audit));
    loop.guarded(this::keepSocketsUnlessShut);
    tell(observer -> loop.guarded(() -> observer.everySecond(this::pools)));
    loop.guarded(this::measureMemory);
    loop.guarded(this::tellOfPressure);
    loop.guarded(this::reapStrangersOfOurs);
  }

  private void keepSocketsUnlessShut() {
    if (!stopRequests.isShut()) {
      keepSockets();
    }
  }

  private void tellOfPressure() {
    Pressure pressure = memory.look();
    if (pressure != Pressure.NONE) {
      services.forEach(service -> service.tell(new Event.MemoryPressure(pressure)));
    }
  }

  private void reapStrangersOfOurs() {
    if (residence.isOwner() && Strangers.comeToUs()) {
      reapStrangers();
    }
  }

  private void measureMemory() {
    sampler.giveUpWhatHangs();
    if (!sampler.isUnderWay()) {
      boolean isLookedAt = isLookedAt();
      sampler.begin(
          services.stream().flatMap(service -> service.measurable(isLookedAt).stream()).toList());
    }
  }

  private boolean isLookedAt() {
    OptionalLong last = lookedAt;
    return last.isPresent() && loop.now() - last.getAsLong() < LOOKS_GO_ON;
  }
}
