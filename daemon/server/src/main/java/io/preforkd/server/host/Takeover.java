package io.preforkd.server.host;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.DaemonSettings;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.PoolSettings;
import io.preforkd.pool.Quota;
import io.preforkd.server.control.ControlServer;
import io.preforkd.server.journal.Journal;
import io.preforkd.server.listen.ListenerState;
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
    } catch (IOException | RuntimeException | Error e) {
      fallBack(state, e);
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

  /** Not once somebody has been heard: the state is that of before. */
  private void fallBack(DaemonState state, Throwable failure) {
    if (failureBefore.isPresent()) {
      return;
    }
    String why = String.valueOf(failure.getMessage());
    LOG.error(
        "upgrade: preforkd {} cannot take over: {}; going back to {}",
        version,
        why,
        state.version());
    Logging.stop();
    try {
      Succession.become(
          OwnCommand.fallingBack(state.command(), memory, why), state.kept(memory, config));
    } catch (KernelException e) {
      System.err.println("preforkd: " + e.getMessage());
    }
  }

  private Daemon goOn(DaemonState state) throws IOException {
    FileMask.set(FileMask.DAEMON);
    for (int fd : state.descriptors()) {
      Descriptors.closeOnExec(fd, true);
    }
    LoadedConfig loaded = ConfigReader.readAgain(state.config(), System.getenv());
    DaemonSettings settings = loaded.settings().orElseThrow();
    Logging.startAgain(settings.log(), settings.accessLogs());
    Logging.level(state.logLevel());
    Logging.countFrom(state.dropped());
    Faults faults = new Faults(state.faults());
    EventLoop loop = new EventLoop("loop", faults::report);
    Archivist archivist = new Archivist(faults::report);
    Cgroup cgroup = Cgroup.ours();
    MemoryWatch memoryWatch = new MemoryWatch(settings.memoryPressure(), cgroup);
    Quota quota = new Quota(settings.maxChildren());
    Journal journal = new Journal(quota, version, faults::report);
    Daemon daemon =
        new Daemon(
            Residence.OWNER,
            loop,
            faults,
            archivist,
            memoryWatch,
            journal,
            settings.drainDelay(),
            Observer.NOBODY);
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
            new ProcessPlatform(archives),
            quota,
            journal,
            new OomKills(cgroup::oomKills),
            memoryWatch,
            daemon::poolChanged,
            Observer.NOBODY,
            state.seed());
    journal.writeTo(settings.journal());
    onLoop(loop, state, () -> daemon.goOnWith(services(state, settings, factory), archives));
    daemon.reloadBy(
        new Reloader(
            config,
            () -> ConfigReader.read(config, System.getenv()),
            loaded,
            state.loaded(),
            loop,
            daemon,
            factory,
            archives,
            version));
    openAdmin(daemon, settings);
    goOnWithControl(daemon, settings, state.control());
    daemon.tell(Observer::goesOn);
    answer(state);
    daemon.obeyLate(state.signals());
    return daemon;
  }

  private interface Task {
    void run() throws IOException;
  }

  /** In one turn of the loop, so that nobody is heard before all are known, or if it fails. */
  private void onLoop(EventLoop loop, DaemonState state, Task task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (IOException | RuntimeException | Error e) {
            fallBack(state, e);
            done.completeExceptionally(e);
          }
        });
    done.join();
  }

  private static List<Service> services(
      DaemonState state, DaemonSettings settings, PoolFactory factory) throws IOException {
    List<Service> services = new ArrayList<>();
    for (ServiceState each : state.services()) {
      Service service =
          factory.service(each.name(), Service.counters(each), Service.generations(each));
      service.goOnFrom(each);
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
  private void openAdmin(Daemon daemon, DaemonSettings settings) {
    try {
      Doors.admin(settings, daemon::snapshot).use(daemon, server -> daemon.answer(server, version));
    } catch (StartupException | RuntimeException | Error e) {
      LOG.error("{}; there is no admin listener until the next upgrade or start", e.getMessage());
    }
  }

  /** The folder of its file may not be ours to write any more. */
  private void goOnWithControl(
      Daemon daemon, DaemonSettings settings, Optional<ListenerState> socket) {
    try {
      if (socket.isPresent()) {
        daemon.obey(ControlServer.goOnWith(socket.get(), settings.control()), version);
      } else {
        Doors.control(settings).use(daemon, server -> daemon.obey(server, version));
      }
    } catch (IOException | StartupException | RuntimeException | Error e) {
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
