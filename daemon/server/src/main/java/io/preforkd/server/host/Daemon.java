package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.pool.Event;
import io.preforkd.pool.Pressure;
import io.preforkd.server.log.Logging;
import io.preforkd.server.loop.Alarm;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.snapshot.DaemonSnapshot;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Signals;
import io.preforkd.server.sys.Strangers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private boolean isReady;
  private final StopRequests stopRequests = new StopRequests();
  private Optional<Archives> archives = Optional.empty();

  Daemon(EventLoop loop, Faults faults, Archivist archivist, MemoryWatch memory) {
    this.loop = loop;
    this.faults = faults;
    this.archivist = archivist;
    this.memory = memory;
    this.audit = loop.alarm(this::audit);
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
   * @return false if it ended since no pool could work
   */
  public boolean awaitEnd() throws InterruptedException {
    end.await();
    archivist.stop();
    archivist.awaitEnd(LOOP_PATIENCE);
    loop.stop();
    loop.awaitEnd(LOOP_PATIENCE);
    boolean worked = pools.stream().anyMatch(pool -> !pool.isGivenUp());
    LOG.info(worked ? "preforkd stopped" : "preforkd ends: every pool was given up");
    return worked;
  }

  /** Opens the pools; from now on children are started. */
  void open(List<PoolHost> hosts, Archives ofPools) {
    loop.execute(
        () -> {
          archives = Optional.of(ofPools);
          pools = List.copyOf(hosts);
          pools.forEach(PoolHost::open);
          if (stopRequests.isStopping()) {
            pools.forEach(PoolHost::stop); // a signal was faster
          }
          audit.set(loop.now() + AUDIT_PERIOD);
        });
  }

  /**
   * TERM and the first INT stop gently, a second INT at once; see {@link StopRequests}. HUP, which
   * would end the JVM, does nothing: whoever sends it wants a daemon that goes on.
   */
  void obeySignals() {
    Signals.on("TERM", () -> inLoop(() -> stop("TERM", stopRequests.term())));
    Signals.on("HUP", () -> LOG.warn("HUP: the configuration is read at the start only; restart"));
    Signals.on("INT", () -> inLoop(() -> stop("INT", stopRequests.interrupt())));
  }

  private void inLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The daemon is ending, as the signal wants.
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

  private void stop(String signal, StopRequests.Answer answer) {
    if (answer == StopRequests.Answer.NOTHING) {
      LOG.info("{}: is stopping already; a second INT stops at once", signal);
      return;
    }
    boolean isAgain = answer == StopRequests.Answer.STOP_AT_ONCE;
    LOG.info(isAgain ? "{} again: stopping at once" : "{}: stopping", signal);
    archivist.stop();
    pools.forEach(PoolHost::stop);
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
