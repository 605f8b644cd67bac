package io.preforkd.server.host;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.DaemonSettings;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.PoolSettings;
import io.preforkd.pool.Quota;
import io.preforkd.server.admin.AdminServer;
import io.preforkd.server.admin.Metrics;
import io.preforkd.server.control.ControlServer;
import io.preforkd.server.log.Logging;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.Cgroup;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.FileMask;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Succession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the daemon up in a process that was another program before, with the sockets and children
 * of that. If it cannot, that one is put in its place again, once.
 */
final class Takeover {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private final Path config;
  private final int memory;
  private final String version;
  private final Optional<String> failureBefore;

  /**
   * @param memory the descriptor of the {@link DaemonState}
   * @param failureBefore why the program failed that should have taken over, if this is the one
   *     that was there before it
   */
  Takeover(Path config, int memory, String version, Optional<String> failureBefore) {
    this.config = config;
    this.memory = memory;
    this.version = version;
    this.failureBefore = failureBefore;
  }

  /**
   * Returns the daemon that runs, or does not return: the program before it goes on.
   *
   * @throws StartupException if nobody can go on
   */
  Daemon start() throws StartupException {
    DaemonState state = read();
    try {
      return goOn(state);
    } catch (IOException | StartupException | RuntimeException e) {
      fallBack(state, String.valueOf(e.getMessage()));
      throw new StartupException(
          StartupException.Cause.SYSTEM,
          "nobody can take over: " + e.getMessage() + "; children finish and leave");
    }
  }

  private DaemonState read() throws StartupException {
    try {
      return DaemonState.read(memory);
    } catch (IOException e) {
      throw StartupException.of("take over", e);
    }
  }

  private void fallBack(DaemonState state, String why) {
    if (failureBefore.isPresent()) {
      return;
    }
    LOG.error(
        "upgrade: preforkd {} cannot take over: {}; going back to {}",
        version,
        why,
        state.version());
    Logging.stop();
    List<Integer> kept = new ArrayList<>(state.descriptors());
    kept.add(memory);
    try {
      Succession.become(
          OwnCommand.fallingBack(state.command(), memory, why), System.getenv(), kept);
    } catch (KernelException e) {
      System.err.println("preforkd: " + e.getMessage());
    }
  }

  private Daemon goOn(DaemonState state) throws IOException, StartupException {
    FileMask.set(FileMask.DAEMON);
    for (int fd : state.descriptors()) {
      Descriptors.closeOnExec(fd, true);
    }
    LoadedConfig loaded = ConfigReader.readAgain(state.config(), System.getenv());
    DaemonSettings settings = loaded.settings().orElseThrow();
    Logging.start(settings.log());
    Faults faults = new Faults(state.faults());
    EventLoop loop = new EventLoop("loop", faults::report);
    Archivist archivist = new Archivist(faults::report);
    Cgroup cgroup = Cgroup.ours();
    MemoryWatch memoryWatch = new MemoryWatch(settings.memoryPressure(), cgroup);
    Daemon daemon = new Daemon(loop, faults, archivist, memoryWatch, settings.drainDelay());
    daemon.obeySignals();
    LOG.info(
        "preforkd {} takes over from {}: java={} children={}",
        version,
        state.version(),
        System.getProperty("java.version"),
        state.children());
    DescriptorNeeds.provideFor(settings);
    Archives archives = Archives.open(loop, archivist, settings, Optional.empty());
    PoolFactory factory =
        new PoolFactory(
            loop,
            archives,
            new Quota(settings.maxChildren()),
            new OomKills(cgroup::oomKills),
            memoryWatch,
            daemon::poolChanged,
            state.seed());
    Reloader reloader = new Reloader(config, loaded, loop, daemon, factory, archives, version);
    daemon.reloadBy(reloader);
    onLoop(loop, () -> daemon.goOnWith(services(state, settings, factory), archives));
    openDoors(daemon, settings);
    answer(state);
    return daemon;
  }

  private interface Task {
    void run() throws IOException;
  }

  /** In one turn, so that nobody is heard before all are known. */
  private static void onLoop(EventLoop loop, Task task) throws IOException {
    CompletableFuture<IOException> failure = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            task.run();
            failure.complete(null);
          } catch (IOException e) {
            failure.complete(e);
          } catch (RuntimeException | Error e) {
            failure.completeExceptionally(e);
          }
        });
    try {
      IOException e = failure.join();
      if (e != null) {
        throw e;
      }
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static List<Service> services(
      DaemonState state, DaemonSettings settings, PoolFactory factory) throws IOException {
    List<Service> services = new ArrayList<>();
    for (ServiceState each : state.services()) {
      Service service = Service.from(each);
      service.willOpen(
          factory.goOnWith(each, settings(each, settings), settings.stopTimeout(), service));
      services.add(service);
    }
    return services;
  }

  /**
   * The settings of a pool.
   *
   * @throws IllegalArgumentException if the configuration has no such pool
   */
  static PoolSettings settings(ServiceState service, DaemonSettings settings) {
    return settings.pools().stream()
        .filter(pool -> pool.name().equals(service.name()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no pool " + service.name() + " is configured"));
  }

  /** The pools serve already, and go on without if it comes to that. */
  private void openDoors(Daemon daemon, DaemonSettings settings) {
    try {
      Optional<AdminServer> admin = Doors.admin(settings, daemon::snapshot);
      admin.ifPresent(server -> server.start(new Metrics(version)));
    } catch (StartupException e) {
      LOG.error("{}; there is no admin listener until the next upgrade or start", e.getMessage());
    }
    try {
      Optional<ControlServer> control = Doors.control(settings);
      control.ifPresent(server -> daemon.obey(server, version));
    } catch (StartupException e) {
      LOG.error("{}; there is no control socket until the next upgrade or start", e.getMessage());
    }
  }

  private void answer(DaemonState state) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - state.began());
    if (failureBefore.isPresent()) {
      LOG.error("upgrade failed: {}; preforkd {} goes on", failureBefore.get(), version);
    } else {
      LOG.info(
          "upgrade done after {} ms: preforkd {}, {} children", millis, version, state.children());
    }
    if (state.reply() != DaemonState.NOBODY) {
      ControlServer.answer(
          state.reply(),
          failureBefore.map(why -> "the new program cannot take over: " + why),
          "preforkd "
              + version
              + " has taken over "
              + state.children()
              + " children after "
              + millis
              + " ms");
    }
    Descriptors.close(memory);
  }
}
