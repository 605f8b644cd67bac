package io.preforkd.server.host;

import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.NotifySocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager, which is systemd as a rule, how the daemon is: whether it serves, and
 * the pool lines. What it is asked for in return the daemon can do without, so a manager that
 * cannot be told is an annoyance.
 *
 * <pre>
 * STARTING -- every pool serves or is known not to --> READY <-- begins, ends --> RELOADING
 * any of them -- told to stop --> STOPPING
 * </pre>
 */
final class ServiceManager implements Observer {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  /** What takes messages, as {@link NotifySocket#send} does. */
  interface Ear {
    boolean hears(String message, List<Integer> descriptors) throws KernelException;
  }

  /** Said once a second; whoever is silent for longer hangs, and is not waited for. */
  private static final Duration EXTENSION = Duration.ofSeconds(10);

  private enum State {
    STARTING,
    READY,
    RELOADING,
    STOPPING
  }

  private final Ear ear;
  private final long pid;
  private final Supplier<Long> nanos;
  private final boolean mayLack;
  private State state = State.STARTING;
  private String owed = "";
  private String status = "";
  private String failure = "";
  private boolean isDeaf;
  private boolean isWatched;
  private long until;

  /**
   * @param nanos CLOCK_MONOTONIC
   * @param mayLack whether the service is up though a pool of it could not come up
   */
  ServiceManager(Ear ear, long pid, Supplier<Long> nanos, boolean mayLack) {
    this.ear = ear;
    this.pid = pid;
    this.nanos = nanos;
    this.mayLack = mayLack;
    this.until = nanos.get();
  }

  /**
   * That of this process, if one wants to be told; on Linux nanoTime is CLOCK_MONOTONIC.
   *
   * @param loop the one whose life he hears of, if he wants to
   * @param mayLack whether the service is up though a pool of it could not come up
   */
  static Optional<ServiceManager> ofThisProcess(EventLoop loop, boolean mayLack) {
    long pid = ProcessHandle.current().pid();
    Optional<ServiceManager> manager =
        NotifySocket.of(System.getenv())
            .map(socket -> new ServiceManager(socket::send, pid, System::nanoTime, mayLack));
    manager.ifPresent(
        it -> Heartbeat.period(System.getenv(), pid).ifPresent(period -> it.listen(loop, period)));
    return manager;
  }

  /** He waits for signs of life, on this loop. */
  void listen(EventLoop loop, long period) {
    isWatched = true;
    Heartbeat.start(loop, period, this::beat);
  }

  /** What he keeps for us, if he does. */
  Optional<SocketStore> store() {
    return SocketStore.of(System.getenv(), pid, this::hears);
  }

  /** The first comes right after READY. */
  private synchronized void beat() {
    if (isWatched && state != State.STARTING) {
      hears("WATCHDOG=1");
    }
  }

  @Override
  public synchronized void mayTake(Duration atMost) {
    until = nanos.get() + atMost.toNanos();
    extend();
  }

  @Override
  public synchronized void ready() {
    if (state == State.STARTING) {
      serves();
    }
  }

  /** It was ready or has waited for long enough; and whoever does not say so is not heard of. */
  @Override
  public synchronized void goesOn() {
    ready();
  }

  private void serves() {
    become(State.READY, "READY=1\nMAINPID=" + pid);
    beat();
  }

  @Override
  public synchronized void reloads(String who) {
    changes();
  }

  @Override
  public synchronized void reloaded(Optional<String> why) {
    failure = why.map(text -> "; the last reload failed: " + firstLine(text)).orElse("");
    hasChanged();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  @Override
  public synchronized void upgrades(String who) {
    changes();
  }

  @Override
  public synchronized void notUpgraded(String why) {
    failure = "; the last upgrade failed: " + firstLine(why);
    hasChanged();
  }

  private void changes() {
    if (state == State.READY) {
      long micros = TimeUnit.NANOSECONDS.toMicros(nanos.get());
      become(State.RELOADING, "RELOADING=1\nMONOTONIC_USEC=" + micros);
    }
  }

  private void hasChanged() {
    if (state == State.RELOADING) {
      serves();
    }
  }

  @Override
  public synchronized void stops(String who) {
    if (state != State.STOPPING) {
      become(State.STOPPING, "STOPPING=1");
    }
  }

  @Override
  public synchronized void everySecond(Supplier<List<PoolSnapshot>> pools) {
    List<PoolSnapshot> all = pools.get().stream().filter(PoolSnapshot::isInForce).toList();
    if (state == State.STARTING && isSettled(all)) {
      serves();
    }
    payDebt();
    extend();
    String now = lines(all) + broken(all) + failure;
    if (!now.equals(status) && hears("STATUS=" + now)) {
      status = now;
    }
  }

  /**
   * Whether nothing more is to be waited for: a pool that cannot come up holds up neither the
   * others nor who waits for this service. If none is left, the daemon ends instead.
   */
  private boolean isSettled(List<PoolSnapshot> pools) {
    boolean isLate = nanos.get() - until >= 0;
    return mayLack
        && !pools.stream().allMatch(PoolSnapshot::isReady) // which ready() is told of
        && !pools.stream().allMatch(PoolSnapshot::isGivenUp)
        && pools.stream().allMatch(pool -> isLate || pool.isReady() || isBroken(pool));
  }

  private static boolean isBroken(PoolSnapshot pool) {
    return pool.isGivenUp() || pool.status().degraded();
  }

  /** Those that the start did not wait for, or that have failed since. */
  private String broken(List<PoolSnapshot> pools) {
    String names =
        state == State.READY
            ? pools.stream()
                .filter(pool -> !pool.isReady())
                .map(PoolSnapshot::name)
                .collect(Collectors.joining(","))
            : "";
    return names.isEmpty() ? "" : "; not ready: " + names;
  }

  private void extend() {
    long left = Math.min(mayStillTake(), EXTENSION.toNanos());
    if (left > 0) {
      hears("EXTEND_TIMEOUT_USEC=" + TimeUnit.NANOSECONDS.toMicros(left));
    }
  }

  /** Every step of a change has a limit of its own, so it ends by itself. */
  private long mayStillTake() {
    return switch (state) {
      case READY -> 0;
      case RELOADING -> EXTENSION.toNanos();
      case STARTING, STOPPING -> until - nanos.get();
    };
  }

  private static String lines(List<PoolSnapshot> pools) {
    return pools.stream().map(PoolLog::line).collect(Collectors.joining("; "));
  }

  /** Of several that he had no room for only the last one still matters. */
  private void become(State next, String message) {
    state = next;
    owed = message;
    payDebt();
  }

  private void payDebt() {
    if (!owed.isEmpty() && hears(owed)) {
      owed = "";
    }
  }

  private boolean hears(String message) {
    return hears(message, List.of());
  }

  private synchronized boolean hears(String message, List<Integer> descriptors) {
    try {
      boolean isHeard = ear.hears(message, descriptors);
      isDeaf = false;
      return isHeard;
    } catch (KernelException | IllegalArgumentException e) {
      if (!isDeaf) {
        LOG.warn(
            "the service manager cannot be told how the daemon is: {}; mind NOTIFY_SOCKET",
            e.getMessage());
      }
      isDeaf = true;
      return false;
    }
  }
}
