package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.PoolSettings;
import io.preforkd.pool.Quota;
import io.preforkd.server.admin.AdminServer;
import io.preforkd.server.control.ControlServer;
import io.preforkd.server.journal.Journal;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.loop.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a daemon up whose children are threads, on any system: as {@link Startup} does, without
 * all that is Linux's.
 */
final class ThreadStartup {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private final Residence residence;
  private final Path config;
  private final Supplier<LoadedConfig> source;
  private final LoadedConfig loaded;
  private final DaemonSettings settings;
  private final String version;
  private final Quota quota;
  private final MemoryWatch memory = MemoryWatch.blind();
  private final Deque<Runnable> undo = new ArrayDeque<>();

  /**
   * @param residence whether the process is a guest's; otherwise it is the daemon's
   * @param config the file that {@code loaded}, which has settings, was read from
   * @param source reads it anew
   */
  ThreadStartup(
      Residence residence,
      Path config,
      Supplier<LoadedConfig> source,
      LoadedConfig loaded,
      String version) {
    this.residence = residence == Residence.GUEST ? residence : Residence.OWNER_OF_THREADS;
    this.config = config;
    this.source = source;
    this.loaded = loaded;
    this.settings = loaded.settings().orElseThrow();
    this.version = version;
    this.quota = new Quota(settings.maxChildren());
  }

  /**
   * Does it.
   *
   * @param observer told of what happens
   */
  Daemon start(Observer observer) throws StartupException {
    try {
      return assemble(observer);
    } catch (StartupException | RuntimeException | Error e) {
      undo.forEach(Runnable::run);
      throw e;
    }
  }

  private Daemon assemble(Observer observer) throws StartupException {
    Faults faults = new Faults(0);
    EventLoop loop = EventLoop.overNio("loop", faults::report);
    undo.push(loop::stop);
    Archivist archivist = new Archivist(faults::report);
    Journal journal = new Journal(quota, version, faults::report);
    Daemon daemon =
        new Daemon(
            residence, loop, faults, archivist, memory, journal, settings.drainDelay(), observer);
    if (residence == Residence.OWNER_OF_THREADS) {
      daemon.obeySignals();
    }
    announce();
    Archives none = Archives.open(loop, archivist, settings, Optional.empty());
    PoolFactory factory = factory(loop, journal, daemon, observer);
    List<Service> services = services(factory, retry(daemon));
    LateDoor<AdminServer> admin = Doors.admin(settings, daemon::snapshot);
    admin.atOnce().ifPresent(server -> undo.push(server::close));
    LateDoor<ControlServer> control = Doors.controlOverNio(settings);
    daemon.reloadBy(
        new Reloader(
            config,
            source,
            loaded,
            Reloader.isLoaded(loaded),
            loop,
            daemon,
            factory,
            none,
            version));
    admin.use(daemon, server -> daemon.answer(server, version));
    control.use(daemon, server -> daemon.obey(server, version));
    journal.writeTo(settings.journal());
    daemon.tell(each -> each.mayTake(Specs.longestStart(settings)));
    daemon.open(services, none);
    return daemon;
  }

  private void announce() {
    LOG.info(
        "preforkd {} starts: java={} system={} pools={}",
        version,
        System.getProperty("java.version"),
        System.getProperty("os.name"),
        settings.pools().size());
    LOG.warn(
        "the children are threads of this process, and nothing isolates them: what one of them leaks,"
            + " breaks or uses up, all of them lack. This is for development and embedding; elsewhere"
            + " choose workers of the kind java");
  }

  private PoolFactory factory(EventLoop loop, Journal journal, Daemon daemon, Observer observer) {
    return new PoolFactory(
        loop,
        new ThreadPlatform(loop),
        quota,
        journal,
        new OomKills(OptionalLong::empty),
        memory,
        daemon::poolChanged,
        observer,
        new SplittableRandom().nextLong());
  }

  /** The sockets of processes are of no use to threads, which listen by the JDK's own. */
  private BindRetry retry(Daemon daemon) throws StartupException {
    Inheritance inheritance =
        residence == Residence.OWNER_OF_THREADS
            ? Inheritance.take(List.of(), daemon::forget)
            : Inheritance.nothing();
    return new BindRetry(inheritance.patience(Duration.ZERO), daemon::isStillWanted);
  }

  private List<Service> services(PoolFactory factory, BindRetry retry) throws StartupException {
    List<Service> services = new ArrayList<>();
    for (PoolSettings pool : settings.pools()) {
      try {
        List<Listener> listeners =
            retry
                .open(() -> factory.platform().open(pool, pool.listen(), Set.of()))
                .values()
                .stream()
                .flatMap(List::stream)
                .toList();
        listeners.forEach(listener -> undo.push(listener::close));
        Service service = factory.first(pool, settings.stopTimeout(), listeners);
        undo.push(service.host()::abandon);
        services.add(service);
      } catch (IOException e) {
        throw StartupException.of("pool " + pool.name(), e);
      }
    }
    return services;
  }
}
