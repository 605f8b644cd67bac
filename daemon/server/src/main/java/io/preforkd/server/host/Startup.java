package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.ListenSettings;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.PoolSettings;
import io.preforkd.pool.Quota;
import io.preforkd.server.admin.AdminServer;
import io.preforkd.server.control.ControlServer;
import io.preforkd.server.journal.Journal;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.listen.ListenerOpener;
import io.preforkd.server.log.Logging;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.Cgroup;
import io.preforkd.server.sys.FileMask;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.OwnStrings;
import io.preforkd.server.sys.Privileges;
import io.preforkd.server.sys.UserIds;
import io.preforkd.server.sys.Users;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the daemon up: signals are heard first; then comes everything that can be refused, the
 * sockets before all; then root is dropped, and only then are children started. Whatever fails,
 * what was opened before it is closed again.
 */
final class Startup {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private final Residence residence;
  private final Path config;
  private final Supplier<LoadedConfig> source;
  private final LoadedConfig loaded;
  private final DaemonSettings settings;
  private final String version;
  private final Quota quota;
  private final Cgroup cgroup = Cgroup.ours();
  private final OomKills oomKills = new OomKills(cgroup::oomKills);
  private final MemoryWatch memory;
  private final Deque<Runnable> undo = new ArrayDeque<>();

  /**
   * @param config the file that {@code loaded}, which has settings, was read from
   * @param source reads it anew
   */
  Startup(
      Residence residence,
      Path config,
      Supplier<LoadedConfig> source,
      LoadedConfig loaded,
      String version) {
    this.residence = residence;
    this.config = config;
    this.source = source;
    this.loaded = loaded;
    this.settings = loaded.settings().orElseThrow();
    this.version = version;
    this.quota = new Quota(settings.maxChildren());
    this.memory = new MemoryWatch(settings.memoryPressure(), cgroup);
  }

  /**
   * Does it.
   *
   * @param observer told of what the daemon does
   */
  Daemon start(Observer observer) throws StartupException {
    try {
      if (isOwner()) {
        FileMask.set(FileMask.DAEMON);
      }
      OwnStrings.remember();
      Optional<UserIds> user = laterUser();
      if (user.isPresent()) {
        giveLog(user.get()); // whatever fails later: the next start may not be root's
      }
      return assemble(observer, user);
    } catch (StartupException | RuntimeException e) {
      undo.forEach(Runnable::run);
      throw e;
    }
  }

  private boolean isOwner() {
    return residence.isOwner();
  }

  private Daemon assemble(Observer observer, Optional<UserIds> user) throws StartupException {
    Faults faults = new Faults(0);
    EventLoop loop = new EventLoop("loop", faults::report);
    undo.push(loop::stop);
    Archivist archivist = new Archivist(faults::report);
    Journal journal = new Journal(quota, version, faults::report);
    Daemon daemon =
        new Daemon(
            residence, loop, faults, archivist, memory, journal, settings.drainDelay(), observer);
    if (isOwner()) {
      daemon.obeySignals();
    }
    LOG.info(
        "preforkd {} starts: java={} kernel={} pools={}",
        version,
        System.getProperty("java.version"),
        System.getProperty("os.version"),
        settings.pools().size());
    try {
      DescriptorNeeds.provideFor(settings);
    } catch (KernelException e) {
      throw StartupException.of("limit of descriptors", e);
    }
    sayLimits();
    Map<String, List<Listener>> listeners = openListeners(daemon);
    observer.listens(doors(listeners));
    LateDoor<AdminServer> admin = Doors.admin(settings, daemon::snapshot);
    admin.atOnce().ifPresent(server -> undo.push(server::close));
    LateDoor<ControlServer> control = Doors.control(settings);
    control.atOnce().ifPresent(server -> undo.push(server::close));
    Archives archives = Archives.open(loop, archivist, settings, user);
    if (user.isPresent()) {
      dropRoot(user.get());
    }
    PoolFactory factory =
        new PoolFactory(
            loop,
            new ProcessPlatform(archives),
            quota,
            journal,
            oomKills,
            memory,
            daemon::poolChanged,
            observer,
            new SplittableRandom().nextLong());
    List<Service> services = services(factory, listeners);
    daemon.reloadBy(
        new Reloader(
            config,
            source,
            loaded,
            Reloader.isLoaded(loaded),
            loop,
            daemon,
            factory,
            archives,
            version));
    admin.use(daemon, server -> daemon.answer(server, version));
    control.use(daemon, server -> daemon.obey(server, version));
    journal.writeTo(settings.journal());
    daemon.tell(each -> each.mayTake(Specs.longestStart(settings)));
    daemon.open(services, archives);
    return daemon;
  }

  /** The JVM minds the number of processors itself; the memory of children is for us to mind. */
  private void sayLimits() {
    OptionalLong limit = cgroup.memoryLimit();
    OptionalDouble cpus = cgroup.cpus();
    if (limit.isEmpty() && cpus.isEmpty()) {
      return;
    }
    LOG.info(
        "the cgroup allows memory={} cpus={}",
        limit.isPresent() ? mebibytes(limit.getAsLong()) : "unlimited",
        cpus.isPresent() ? cpus.getAsDouble() : "unlimited");
    long need = MemoryBudget.of(settings);
    if (limit.isPresent() && need > limit.getAsLong()) {
      LOG.warn(
          "the pools' children may come to need {} and the cgroup allows {}: the kernel may kill"
              + " some; lower max or -Xmx, or raise the limit",
          mebibytes(need),
          mebibytes(limit.getAsLong()));
    }
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + "MiB";
  }

  /** By the pools' names. */
  private Map<String, List<Listener>> openListeners(Daemon daemon) throws StartupException {
    Inheritance inheritance =
        isOwner() ? Inheritance.take(shared(), daemon::forget) : Inheritance.nothing();
    ListenerOpener opener = inheritance.opener();
    BindRetry retry =
        new BindRetry(inheritance.patience(settings.bindRetry()), daemon::isStillWanted);
    Map<String, List<Listener>> opened = new LinkedHashMap<>();
    for (PoolSettings pool : settings.pools()) {
      try {
        ListenerOpener ofSlots = opener.forSlots(Specs.slotsWithSockets(pool));
        List<Listener> ofPool = retry.open(() -> ofSlots.open(pool.listen()));
        ofPool.forEach(listener -> undo.push(listener::close));
        opened.put(pool.name(), ofPool);
      } catch (IOException e) {
        throw StartupException.of("pool " + pool.name(), e);
      }
    }
    opener.closeRest();
    return opened;
  }

  private List<ListenSettings> shared() {
    return settings.pools().stream()
        .filter(pool -> Specs.slotsWithSockets(pool) == 0)
        .flatMap(pool -> pool.listen().stream())
        .toList();
  }

  private static List<Observer.Door> doors(Map<String, List<Listener>> listeners) {
    return listeners.values().stream()
        .flatMap(List::stream)
        .map(listener -> new Observer.Door(listener.name(), listener.address()))
        .toList();
  }

  /** Whom this process, which is root then, is to become. */
  private Optional<UserIds> laterUser() throws StartupException {
    if (settings.user().isEmpty()) {
      return Optional.empty();
    }
    try {
      UserIds user = Users.user(settings.user().get());
      return Optional.of(
          settings.group().isPresent()
              ? user.withGroup(Users.group(settings.group().get()))
              : user);
    } catch (KernelException e) {
      throw StartupException.of("user " + settings.user().get(), e);
    }
  }

  private static void giveLog(UserIds user) throws StartupException {
    try {
      Logging.giveTo(user.uid(), user.gid());
    } catch (IOException e) {
      throw StartupException.of("log", e);
    }
  }

  /** For good: from now on nothing that root could do is needed. */
  private static void dropRoot(UserIds user) throws StartupException {
    giveLog(user); // one that was begun at its size meanwhile
    try {
      Privileges.become(user);
      LOG.info("preforkd runs as user {} from now on", user.name());
    } catch (IOException e) {
      throw StartupException.of("user " + user.name(), e);
    }
  }

  private List<Service> services(PoolFactory factory, Map<String, List<Listener>> listeners)
      throws StartupException {
    List<Service> services = new ArrayList<>();
    for (PoolSettings pool : settings.pools()) {
      try {
        Service service = factory.first(pool, settings.stopTimeout(), listeners.get(pool.name()));
        undo.push(service.host()::abandon);
        services.add(service);
      } catch (IOException e) {
        throw StartupException.of("pool " + pool.name(), e);
      }
    }
    return services;
  }
}
