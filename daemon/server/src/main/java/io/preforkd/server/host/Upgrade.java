package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.log.Logging;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Succession;
import io.preforkd.server.sys.TextMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the preforkd that is installed now, and its JVM, in the place of this one: the same process,
 * with its sockets and its children, which accept without orders meanwhile if they can.
 */
final class Upgrade {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final long BETWEEN_LOOKS = 50_000_000L;

  private final Path config;
  private final InForce inForce;
  private final double loadedAt;
  private final EventLoop loop;
  private final Daemon daemon;
  private final long seed;
  private final String version;

  /**
   * @param loadedAt when the configuration in force was read, seconds since 1970
   * @param version of this program
   */
  Upgrade(
      Path config,
      InForce inForce,
      double loadedAt,
      EventLoop loop,
      Daemon daemon,
      long seed,
      String version) {
    this.config = config;
    this.inForce = inForce;
    this.loadedAt = loadedAt;
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
    DaemonState state = Reload.onLoop(loop, () -> state(began, reply, false));
    Rehearsal rehearsed = Rehearsal.of(launcher, config, state);
    LOG.info("upgrade: preforkd {} is ready to take over", rehearsed.version());
    daemon.endHelpers();
    become(rehearsed, began, reply);
  }

  /** Their children have connections in hand, and would not be counted by another program. */
  private void awaitOldEditions() throws Refusal {
    List<String> told = List.of();
    for (List<String> names = oldEditions(); !names.isEmpty(); names = oldEditions()) {
      if (!names.equals(told)) {
        LOG.info("upgrade: waits until old editions have ended: pools {}", names);
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
        () -> daemon.services().stream().filter(Service::hasRetired).map(Service::name).toList());
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

  private Obstacle refusal() {
    if (daemon.isStopping()) {
      return new Obstacle(Kind.UNAVAILABLE, "the daemon stops");
    }
    for (Service service : living()) {
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

  /** One that was given up has nothing that could go on. */
  private List<Service> living() {
    return daemon.services().stream().filter(service -> !service.hasEnded()).toList();
  }

  private DaemonState state(long began, int reply, boolean isLast) {
    List<ServiceState> services = new ArrayList<>();
    for (Service service : living()) {
      PoolHost host = service.host();
      services.add(service.state(isLast ? host.pause() : host.state()));
    }
    return new DaemonState(
        DaemonState.FORMAT,
        version,
        OwnCommand.own(),
        began,
        inForce.copy(),
        loadedAt,
        seed,
        daemon.faults(),
        Logging.dropped(),
        reply,
        services);
  }

  private void become(Rehearsal next, long began, int reply) throws Refusal {
    try {
      int memory = TextMemory.create("preforkd-state");
      try {
        Reload.onLoop(loop, () -> becomeNow(next, began, reply, memory)).throwIfAny();
      } finally {
        Descriptors.close(memory);
      }
    } catch (KernelException e) {
      throw new Refusal(Kind.FAILED, e.getMessage());
    }
  }

  /** From the pause on until the other program is there nobody gives orders. */
  private Obstacle becomeNow(Rehearsal next, long began, int reply, int memory) {
    Obstacle obstacle = refusal();
    if (obstacle.isThere()) {
      return obstacle;
    }
    LOG.info("upgrade: becoming preforkd {}", next.version());
    DaemonState state = state(began, reply, true);
    try {
      state.write(memory);
      Logging.stop();
      daemon.ignoreSignals();
      List<Integer> kept = new ArrayList<>(state.descriptors());
      kept.add(memory);
      Succession.become(OwnCommand.takingOver(next.command(), memory), System.getenv(), kept);
      throw new IllegalStateException("execve has returned");
    } catch (IOException | UncheckedIOException e) {
      goOn(inForce.settings());
      return new Obstacle(Kind.FAILED, e.getMessage());
    }
  }

  private void goOn(DaemonSettings settings) {
    daemon.obeySignals();
    Logging.start(settings.log());
    living().forEach(service -> service.host().resume());
  }
}
