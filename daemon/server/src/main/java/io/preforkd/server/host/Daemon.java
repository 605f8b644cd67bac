package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.pool.Event;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.SizeOrder;
import io.preforkd.server.control.ControlServer;
import io.preforkd.server.log.Logging;
import io.preforkd.server.loop.Alarm;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.snapshot.DaemonDetail;
import io.preforkd.server.snapshot.DaemonSnapshot;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Signals;
import io.preforkd.server.sys.Strangers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running daemon: all pools on one event loop, and what ends them. */
public final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final long AUDIT_PERIOD = 1_000_000_000L;
  private static final Duration SNAPSHOT_PATIENCE = Duration.ofSeconds(1);
  private static final Duration LOOP_PATIENCE = Duration.ofSeconds(5);

  private final EventLoop loop;
  private final Faults faults;
  private final Archivist archivist;
  private final MemoryWatch memory;
  private final boolean getsStrangers = Strangers.comeToUs();
  private final Alarm audit;
  private final CountDownLatch end = new CountDownLatch(1);
  private List<PoolHost> pools = List.of();
  private final Duration drainDelay;
  private final Alarm endOfDelay;
  private volatile OptionalInt exitCode = OptionalInt.empty();
  private Optional<ControlServer> control = Optional.empty();
  private boolean isReady;
  private final StopRequests stopRequests = new StopRequests();
  private Optional<Archives> archives = Optional.empty();

  Daemon(
      EventLoop loop, Faults faults, Archivist archivist, MemoryWatch memory, Duration drainDelay) {
    this.loop = loop;
    this.faults = faults;
    this.archivist = archivist;
    this.memory = memory;
    this.drainDelay = drainDelay;
    this.audit = loop.alarm(this::audit);
    this.endOfDelay = loop.alarm(this::shut);
  }

  /**
   * Starts everything that the settings name, or nothing.
   *
   * @throws StartupException what is in the way
   */
  public static Daemon start(DaemonSettings settings, String version) throws StartupException {
    return new Startup(settings, version).start();
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
    loop.stop();
    loop.awaitEnd(LOOP_PATIENCE);
    boolean worked = pools.stream().anyMatch(pool -> !pool.isGivenUp());
    LOG.info(worked ? "preforkd stopped" : "preforkd ends: every pool was given up");
    exitCode = OptionalInt.of(worked ? 0 : givenUp);
    control.ifPresent(ControlServer::close);
    return exitCode.getAsInt();
  }

  /** What the process exits with; empty until it is about to. */
  OptionalInt exitCode() {
    return exitCode;
  }

  /** Answers what comes in by this socket, until the end. */
  void obey(ControlServer server, String version) {
    control = Optional.of(server);
    server.start(new DaemonControls(this, loop, version));
  }

  /** Opens the pools; from now on children are started. */
  void open(List<PoolHost> hosts, Archives ofPools) {
    loop.execute(
        () -> {
          archives = Optional.of(ofPools);
          pools = List.copyOf(hosts);
          pools.forEach(PoolHost::open);
          if (stopRequests.isShut()) {
            pools.forEach(PoolHost::stop); // a signal was faster
          }
          audit.set(loop.now() + AUDIT_PERIOD);
        });
  }

  /**
   * TERM and the first INT stop gently, a second INT at once; see {@link StopRequests}. TTIN and
   * TTOU are Unicorn's. HUP, which would end the JVM, does nothing: whoever sends it wants a daemon
   * that goes on.
   */
  void obeySignals() {
    on("TERM", () -> obey("TERM", stopRequests.term()));
    on("INT", () -> obey("INT", stopRequests.interrupt()));
    on("TTIN", () -> scaleAll("TTIN", 1));
    on("TTOU", () -> scaleAll("TTOU", -1));
    Signals.on("HUP", () -> LOG.warn("HUP: the configuration is read at the start only; restart"));
  }

  private void on(String signal, Runnable task) {
    Signals.on(signal, () -> inLoop(task));
  }

  private void inLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The daemon is ending, as whoever sent the signal will see.
    }
  }

  /** The daemon as it is now; asked from other threads. */
  DaemonSnapshot snapshot() throws TimeoutException, InterruptedException {
    CompletableFuture<DaemonSnapshot> answer = new CompletableFuture<>();
    loop.execute(() -> answer.complete(take()));
    try {
      return answer.get(SNAPSHOT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** A pool has become ready, or is so no more, or has ended. */
  void poolChanged() {
    pools.stream()
        .filter(PoolHost::isReady)
        .forEach(pool -> archives.ifPresent(all -> all.poolIsReady(pool.name())));
    if (!isReady && !stopRequests.isStopping() && pools.stream().allMatch(PoolHost::isReady)) {
      isReady = true;
      LOG.info("preforkd ready");
    }
    if (pools.stream().allMatch(PoolHost::hasEnded)) {
      end.countDown();
    }
  }

  private DaemonSnapshot take() {
    return new DaemonSnapshot(
        pools.stream().map(PoolHost::snapshot).toList(),
        stopRequests.isStopping(),
        faults.count(),
        Logging.dropped());
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
        take(), pools.stream().collect(Collectors.toMap(PoolHost::name, PoolHost::slots)));
  }

  List<PoolHost> pools() {
    return pools;
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
   * Not ready from now on; then, after the drain-delay, no new clients. A daemon that never was
   * ready has nobody who would have to look elsewhere first.
   */
  private void beginStop(String who) {
    LOG.info("{}: stopping", who);
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
    LOG.info("{}: stopping at once", who);
    archivist.stop();
    if (!stopRequests.isShut()) {
      shut();
    }
    pools.forEach(PoolHost::stop);
  }

  private void shut() {
    stopRequests.shut();
    endOfDelay.clear();
    pools.forEach(PoolHost::stop);
  }

  private void scaleAll(String who, int children) {
    pools.forEach(pool -> pool.scale(new SizeOrder.By(children), who));
  }

  private void audit() {
    pools.forEach(PoolHost::audit);
    Pressure pressure = memory.look();
    if (pressure != Pressure.NONE) {
      pools.forEach(pool -> pool.tell(new Event.MemoryPressure(pressure)));
    }
    if (getsStrangers) {
      reapStrangers();
    }
    audit.set(loop.now() + AUDIT_PERIOD);
  }
}
