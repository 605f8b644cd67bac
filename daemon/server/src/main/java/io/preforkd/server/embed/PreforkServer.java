package io.preforkd.server.embed;

import io.preforkd.config.Fault;
import io.preforkd.config.LoadedConfig;
import io.preforkd.pool.SizeOrder;
import io.preforkd.server.control.Controls;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.host.Daemon;
import io.preforkd.server.host.Daemon.ChildTask;
import io.preforkd.server.host.Preflight;
import io.preforkd.server.host.StartupException;
import io.preforkd.server.snapshot.DaemonDetail;
import io.preforkd.server.sys.PlatformCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * preforkd inside another program: pools with real child processes, from {@link #start} to {@link
 * #close}.
 *
 * <pre>{@code
 * try (PreforkServer server = PreforkServer.of(JavaPool.of("web", MyHandler.class).children(4))) {
 *   server.start().awaitReady(Duration.ofSeconds(30));
 *   ... server.port("web") ...
 * }
 * }</pre>
 *
 * <p>It leaves the program its own: no signal is handled, no orphan collected, the log goes to
 * whatever slf4j is bound to, nothing is printed, the umask stays, {@code LISTEN_FDS} is not looked
 * at and {@code upgrade} is refused. The one thing of the process that it changes is the soft limit
 * of open descriptors, which it raises if the pools need more. Several may run at once. If the
 * program dies, its children finish their connections and leave.
 *
 * <p>With {@link JavaPool#inThreads} the children are threads of the program, on any system.
 *
 * <p>Unless the property {@code preforkd.home} names a distribution, Java children have the
 * program's class path (the property {@code java.class.path}), and behind it what {@code
 * class-path} says.
 *
 * <p>May be used by any thread. Methods that name a pool throw {@link IllegalArgumentException} if
 * there is none of that name, and {@link IllegalStateException} before the start, after the end, or
 * if the event loop does not answer: a question is repeated for ten seconds, an order is given once
 * and has one, since it could be carried out twice otherwise.
 */
public final class PreforkServer implements AutoCloseable {
  /** Each may take a second: a program that is held up so long has not lost its server. */
  private static final int TRIES_OF_A_QUESTION = 11;

  private final ConfigSource source;
  private final Reloads reloads;
  private final Exits exits = new Exits();
  private Running running;
  private boolean isClosed;

  /** What there is from the start on. */
  private record Running(Daemon daemon, Controls controls, Ending ending) {}

  private PreforkServer(ConfigSource source) {
    this.source = source;
    this.reloads = new Reloads(source);
  }

  /** Pools of a configuration file; {@code admin} and {@code control} hold as it says. */
  public static PreforkServer of(Path config) {
    return new PreforkServer(ConfigSource.at(config));
  }

  /**
   * Pools of a configuration that is given as its text; relative paths start from the working
   * directory. Say {@code admin: off} and {@code control: off} unless they are wanted: their
   * defaults are those of a daemon, of which there can be one.
   */
  public static PreforkServer ofText(String yaml) {
    return new PreforkServer(ConfigSource.of(yaml));
  }

  /** These pools, without admin listener and control socket. */
  public static PreforkServer of(JavaPool... pools) {
    return ofText(JavaPool.configuration(List.of(pools)));
  }

  /**
   * Binds the addresses and begins to start children; returns without waiting for them.
   *
   * @return this
   * @throws IllegalArgumentException if the configuration is wrong; the message has all faults,
   *     each in a line with file, line, column and key
   * @throws StartupException if an address cannot be had, or the system refuses something else;
   *     nothing is left behind
   * @throws IllegalStateException if it was started or closed before
   * @throws UnsupportedOperationException on a system that preforkd does not run on
   */
  public synchronized PreforkServer start() throws StartupException {
    if (running != null || isClosed) {
      throw new IllegalStateException("it was started or closed before; make another");
    }
    LoadedConfig loaded = source.read();
    requireFit(loaded);
    requireFaultless(loaded);
    Daemon daemon =
        Daemon.startAsGuest(source.file(), source::read, loaded, version(), exits::happened);
    running = new Running(daemon, daemon.controls(version()), Ending.of(daemon, exits));
    return this;
  }

  /** Faults are told and threads run everywhere. */
  private static void requireFit(LoadedConfig loaded) {
    boolean needsLinux = loaded.settings().filter(settings -> !settings.isInThreads()).isPresent();
    List<String> unfit = needsLinux ? PlatformCheck.faults() : List.of();
    if (!unfit.isEmpty()) {
      throw new UnsupportedOperationException(String.join("; ", unfit));
    }
  }

  private static void requireFaultless(LoadedConfig loaded) {
    List<Fault> faults = new ArrayList<>(loaded.faults());
    loaded
        .settings()
        .ifPresent(settings -> faults.addAll(Preflight.faults(settings, loaded.places())));
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    }
  }

  private static String version() {
    String version = PreforkServer.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /**
   * Waits until every pool has a child that serves.
   *
   * @throws TimeoutException if one has none after this time; the message says how each pool is
   * @throws IllegalStateException if the server has ended, as it does once every pool was given up
   */
  public void awaitReady(Duration patience) throws TimeoutException, InterruptedException {
    await(PoolState::isReady, patience, "ready");
  }

  /**
   * Waits until every pool is ready, nobody is served or waits, and no child is just starting.
   *
   * @throws TimeoutException if that has not been so at any look within this time; the message says
   *     how each pool is
   * @throws IllegalStateException as {@link #awaitReady}
   */
  public void awaitIdle(Duration patience) throws TimeoutException, InterruptedException {
    await(PoolState::isAtRest, patience, "idle");
  }

  private void await(Predicate<PoolState> wanted, Duration patience, String what)
      throws TimeoutException, InterruptedException {
    Patience.of(patience)
        .await(
            () -> pools().stream().allMatch(wanted),
            () ->
                "not all pools are "
                    + what
                    + ": "
                    + pools().stream().map(PoolState::inWords).collect(Collectors.joining("; ")));
  }

  /** All pools. */
  public List<PoolState> pools() {
    DaemonDetail detail = ask(TRIES_OF_A_QUESTION, Controls::detail);
    return detail.daemon().pools().stream()
        .map(pool -> PoolState.of(pool, detail.slots().getOrDefault(pool.name(), List.of())))
        .toList();
  }

  /** One pool. */
  public PoolState status(String pool) {
    return pools().stream()
        .filter(state -> state.name().equals(pool))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no pool named " + pool));
  }

  /**
   * What the children of a pool have counted by a metric of their own, see {@link
   * io.preforkd.worker.WorkerContext#metrics}: the sum over all series that have these labels, of
   * the values, or of a histogram's observations by their number. 0 if nobody has said anything;
   * what has just been counted is there a second later at most.
   *
   * @param labels names and values by turns; {@code slot} is that of a child's gauge
   */
  public double metric(String pool, String name, String... labels) {
    return ask(TRIES_OF_A_QUESTION, Controls::detail).daemon().pools().stream()
        .filter(snapshot -> snapshot.name().equals(pool))
        .findFirst()
        .map(snapshot -> OwnMetrics.sum(snapshot.metrics(), name, labels))
        .orElseThrow(() -> new IllegalArgumentException("there is no pool named " + pool));
  }

  /**
   * The TCP port of a pool, 1 to 65535, also where the configuration has 0; of several the first.
   *
   * @throws IllegalArgumentException also if the pool listens on no TCP port
   */
  public int port(String pool) {
    String address =
        status(pool).addresses().stream()
            .filter(text -> !text.startsWith("unix:"))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("pool " + pool + " has no TCP address"));
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /**
   * Calls this for every child that ends, in their order; one that is added before the start misses
   * none. Called by one thread, which also completes the futures: a listener that is slow delays
   * them, and holds no pool up. What it throws is logged.
   */
  public void onChildExit(Consumer<ChildExit> listener) {
    exits.listen(listener);
  }

  /**
   * The next child of a pool that ends from now on, whatever the cause; cancelled if the server
   * ends and there was none.
   */
  public CompletableFuture<ChildExit> nextExit(String pool) {
    String name = status(pool).name();
    return exits.next(exit -> exit.pool().equals(name));
  }

  /**
   * The end of this child; cancelled as {@link #nextExit}.
   *
   * @throws IllegalStateException also if it has ended already
   */
  public CompletableFuture<ChildExit> exitOf(ChildState child) {
    CompletableFuture<ChildExit> end =
        exits.next(
            exit -> exit.pool().equals(child.pool()) && exit.generation() == child.generation());
    boolean isToCome = false;
    try {
      isToCome = lives(child) || end.isDone();
    } finally {
      if (!isToCome) {
        end.cancel(false);
      }
    }
    if (!isToCome) {
      throw new IllegalStateException(child + " has ended already");
    }
    return end;
  }

  private boolean lives(ChildState child) {
    return status(child.pool()).children().stream()
        .anyMatch(other -> other.generation() == child.generation());
  }

  /** Holds a pool at so many children: 1 to its {@code max}. */
  public void scale(String pool, int children) {
    tell(controls -> controls.scale(pool, new SizeOrder.To(children)));
  }

  /** Leaves a pool's size to its load again. */
  public void scaleByLoad(String pool) {
    tell(controls -> controls.scale(pool, new SizeOrder.Auto()));
  }

  /** Has every child of a pool replaced once it has finished its connection. */
  public void recycle(String pool) {
    tell(controls -> controls.recycle(pool, OptionalInt.empty()));
  }

  /** Has a child leave after its connection, which another one follows. */
  void recycle(ChildState child) {
    tell(controls -> controls.recycle(child.pool(), OptionalInt.of(child.slot())));
  }

  /** See {@link Daemon#toChild}. */
  CompletableFuture<Boolean> toChild(ChildState child, ChildTask task) {
    try {
      return running().daemon().toChild(child.pool(), child.generation(), task);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the daemon has ended", e);
    }
  }

  /**
   * Reads the configuration again and does what has changed, as {@code ctl reload} does.
   *
   * @return what was done, in words; what is in the way, as an {@link IllegalArgumentException} for
   *     the configuration, an {@link IllegalStateException} otherwise
   */
  public CompletableFuture<String> reload() {
    return inWords(reloads.add(reloadOf(running())));
  }

  /**
   * As {@link #reload}, with another text; one that is refused leaves the one in force to be read
   * by those after it.
   *
   * @throws IllegalStateException if the configuration is in a file
   */
  public CompletableFuture<String> reload(String yaml) {
    source.requireText();
    return inWords(reloads.add(yaml, reloadOf(running())));
  }

  private static Supplier<CompletableFuture<String>> reloadOf(Running now) {
    return () -> {
      try {
        return now.controls().reload(false);
      } catch (Refusal e) {
        return CompletableFuture.failedFuture(e);
      }
    };
  }

  private static CompletableFuture<String> inWords(CompletableFuture<String> reload) {
    return reload.exceptionallyCompose(failure -> CompletableFuture.failedFuture(reason(failure)));
  }

  /** Kills every child; {@link #close} is still to be called. */
  public void stopAtOnce() {
    tell(controls -> controls.stop(true));
  }

  /**
   * Stops gently, and waits for it: those accepted and those queued are served, for {@code
   * stop-timeout} at most. A thread that is interrupted in it goes on to wait, and everything is
   * stopped at once. Without effect if it was not started, or has ended.
   */
  @Override
  public void close() {
    Running now = closing();
    if (now != null) {
      now.ending().stop(now.controls());
    }
  }

  private synchronized Running closing() {
    isClosed = true;
    return running;
  }

  private synchronized Running started() {
    return running;
  }

  private Running running() {
    Running now = started();
    if (now == null) {
      throw new IllegalStateException("the server was not started");
    }
    return now;
  }

  private interface Question<T> {
    T ask(Controls controls) throws Refusal;
  }

  private interface Order {
    void tell(Controls controls) throws Refusal;
  }

  private void tell(Order order) {
    boolean ignored =
        ask(
            1,
            controls -> {
              order.tell(controls);
              return true;
            });
  }

  private <T> T ask(int tries, Question<T> question) {
    try {
      return question.ask(running().controls());
    } catch (Refusal e) {
      if (e.kind() == Refusal.Kind.TIMEOUT && tries > 1) {
        return ask(tries - 1, question);
      }
      throw unchecked(e);
    }
  }

  private static Throwable reason(Throwable failure) {
    Throwable cause = Reloads.cause(failure);
    return cause instanceof Refusal refusal ? unchecked(refusal) : cause;
  }

  private static RuntimeException unchecked(Refusal e) {
    return switch (e.kind()) {
      case DATA, CONFIG -> new IllegalArgumentException(e.getMessage(), e);
      default -> new IllegalStateException(e.getMessage(), e);
    };
  }
}
