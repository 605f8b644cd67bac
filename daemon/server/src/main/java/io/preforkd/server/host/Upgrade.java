package io.preforkd.server.host;

import io.preforkd.config.Log;
import io.preforkd.config.WorkerSettings.ServerWorker;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.log.Logging;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.snapshot.ConfigState;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Succession;
import io.preforkd.server.sys.TextMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the preforkd that is installed now, and its JVM, in the place of this one: the same process,
 * with its sockets and its children, which accept without orders meanwhile if they can.
 */
final class Upgrade {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final long BETWEEN_LOOKS = 50_000_000L;
  private static final Duration JOURNAL_PATIENCE = Duration.ofMillis(200);

  private final Path config;
  private final InForce inForce;
  private final ConfigState loaded;
  private final EventLoop loop;
  private final Daemon daemon;
  private final long seed;
  private final String version;

  /**
   * @param loaded what became of the last reload
   * @param version of this program
   */
  Upgrade(
      Path config,
      InForce inForce,
      ConfigState loaded,
      EventLoop loop,
      Daemon daemon,
      long seed,
      String version) {
    this.config = config;
    this.inForce = inForce;
    this.loaded = loaded;
    this.loop = loop;
    this.daemon = daemon;
    this.seed = seed;
    this.version = version;
  }

  /**
   * Carries it out; returns only by a refusal.
   *
   * @param reply a connection that is told the outcome, or {@link DaemonState#NOBODY}
   */
  void run(int reply) throws Refusal {
    String launcher = System.getProperty("preforkd.launcher");
    if (launcher == null) {
      throw new Refusal(
          Kind.UNAVAILABLE,
          "this daemon was not started by the script preforkd; restart it by that");
    }
    awaitOldEditions();
    Reload.onLoop(loop, this::refusal).throwIfAny();
    long began = System.nanoTime();
    DaemonState state = Reload.onLoop(loop, () -> state(began, reply, Logging.level(), false));
    Rehearsal rehearsed = Rehearsal.of(launcher, config, state);
    LOG.info("upgrade: preforkd {} is ready to take over", rehearsed.version());
    try {
      if (!daemon.holdHelpers()) {
        throw new Refusal(Kind.TIMEOUT, "a class-data archive is still being made; try again");
      }
      awaitHooks();
      become(rehearsed, began, reply);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Kind.UNAVAILABLE, "the daemon ends");
    } finally {
      daemon.releaseHelpers();
      daemon.releaseHooks();
    }
  }

  /** Their children have connections in hand, and would not be counted by another program. */
  private void awaitOldEditions() throws Refusal {
    await(
        this::oldEditions,
        names -> LOG.info("upgrade: waits until old editions have ended: pools {}", names));
  }

  /** Another program could not say how they end. Those that are to begin are left to it. */
  private void awaitHooks() throws Refusal {
    Reload.onLoop(
        loop,
        () -> {
          daemon.holdHooks();
          return true;
        });
    await(
        () -> Reload.onLoop(loop, daemon::withRunningHooks),
        names -> LOG.info("upgrade: waits until hooks have ended: pools {}", names));
  }

  private interface Look {
    List<String> pools() throws Refusal;
  }

  private static void await(Look look, Consumer<List<String>> tell) throws Refusal {
    List<String> told = List.of();
    for (List<String> names = look.pools(); !names.isEmpty(); names = look.pools()) {
      if (!names.equals(told)) {
        tell.accept(names);
      }
      told = names;
      LockSupport.parkNanos(BETWEEN_LOOKS);
      if (Thread.currentThread().isInterrupted()) {
        throw new Refusal(Kind.UNAVAILABLE, "the daemon ends");
      }
    }
  }

  private List<String> oldEditions() throws Refusal {
    return Reload.onLoop(
        loop,
        () ->
            daemon.services().stream()
                .filter(service -> service.hasRetired() || service.isRemoved())
                .map(Service::name)
                .toList());
  }

  /** Why it cannot be now. */
  private record Obstacle(Kind kind, String words) {
    private static final Obstacle NONE = new Obstacle(Kind.FAILED, "");

    private boolean isThere() {
      return !words.isEmpty();
    }

    private void throwIfAny() throws Refusal {
      if (isThere()) {
        throw new Refusal(kind, words);
      }
    }
  }

  /**
   * PR_SET_PDEATHSIG follows the thread that has spawned a child. An upgrade keeps the thread that
   * executes it alone, and that of the upgrade before is another.
   */
  private static boolean wouldEndItsServers(Service service) {
    return !service.hasEnded()
        && service.current().settings().worker() instanceof ServerWorker
        && service.host().hasInherited();
  }

  private Obstacle refusal() {
    if (daemon.isStopping()) {
      return new Obstacle(Kind.UNAVAILABLE, "the daemon stops");
    }
    for (Service service : daemon.services()) {
      if (service.hasEnded()) {
        return new Obstacle(
            Kind.FAILED,
            "pool " + service.name() + " was given up; repair and reload it, or remove it, first");
      }
      if (wouldEndItsServers(service)) {
        return new Obstacle(
            Kind.FAILED,
            "pool "
                + service.name()
                + " has servers that a former preforkd has started, and the kernel would end them all at once; replace them"
                + " first: ctl recycle "
                + service.name()
                + " all");
      }
      if (!inForce.settings().pools().contains(service.current().settings())) {
        return new Obstacle(
            Kind.FAILED,
            "pool "
                + service.name()
                + " runs by an older configuration than the others, since a reload of it failed;"
                + " repair and reload it first");
      }
    }
    return Obstacle.NONE;
  }

  private DaemonState state(long began, int reply, Log.Level level, boolean isLast) {
    List<ServiceState> services = new ArrayList<>();
    for (Service service : daemon.services()) {
      PoolHost host = service.host();
      services.add(service.state(isLast ? host.pause() : host.state()));
    }
    return new DaemonState(
        DaemonState.FORMAT,
        version,
        OwnCommand.own(),
        began,
        inForce.copy(),
        loaded,
        level,
        daemon.unobeyed(),
        seed,
        daemon.faults(),
        Logging.dropped(),
        daemon.controlSocket(),
        reply,
        services);
  }

  /** The log is written to its end first: whoever reads it slowly must not keep clients waiting. */
  private void become(Rehearsal next, long began, int reply) throws Refusal {
    LOG.info("upgrade: becoming preforkd {}", next.version());
    Log.Level level = Logging.level();
    Logging.stop();
    try {
      becomeOnLoop(next, began, reply, level).throwIfAny();
    } finally {
      Logging.startAgain(inForce.settings().log(), inForce.settings().accessLogs());
      Logging.level(level);
    }
  }

  private Obstacle becomeOnLoop(Rehearsal next, long began, int reply, Log.Level level)
      throws Refusal {
    try {
      int memory = TextMemory.create("preforkd-state");
      try {
        return Reload.onLoop(loop, () -> becomeNow(next, began, reply, level, memory));
      } finally {
        Descriptors.close(memory);
      }
    } catch (KernelException e) {
      return new Obstacle(Kind.FAILED, e.getMessage());
    }
  }

  private Obstacle becomeNow(Rehearsal next, long began, int reply, Log.Level level, int memory) {
    Obstacle obstacle = refusal();
    if (obstacle.isThere()) {
      return obstacle;
    }
    try {
      daemon.journal().close(JOURNAL_PATIENCE);
      return become(next, state(began, reply, level, true), memory);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Obstacle(Kind.UNAVAILABLE, "the daemon ends");
    } catch (IOException | RuntimeException | Error e) {
      return new Obstacle(Kind.FAILED, String.valueOf(e.getMessage()));
    } finally {
      goOn();
    }
  }

  /** Clients wait: their pools come first, and what fails in one of the steps stops no other. */
  private void goOn() {
    daemon.services().forEach(service -> loop.guarded(service.host()::resume));
    loop.guarded(daemon::obeySignals);
    loop.guarded(() -> daemon.journal().writeTo(inForce.settings().journal()));
  }

  /** From the pause on, until the other program is there, nobody gives orders. */
  private Obstacle become(Rehearsal next, DaemonState state, int memory) throws IOException {
    daemon.ignoreSignals();
    state.write(memory);
    if (!daemon.unobeyed().equals(state.signals())) {
      return new Obstacle(Kind.TIMEOUT, "a signal came meanwhile; try again");
    }
    Succession.become(OwnCommand.takingOver(next.command(), memory), state.kept(memory, config));
    throw new IllegalStateException("execve has returned");
  }
}
