package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.Fault;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.Places;
import io.preforkd.config.PoolSettings;
import io.preforkd.config.WorkerSettings.ServerWorker;
import io.preforkd.server.child.WorkerFiles;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.loop.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One reload: everything that can be refused comes first, the new sockets before all; until then
 * nothing has changed. From there on each pool is on its own.
 */
final class Reload {
  /** What the running process has made of them cannot be undone. */
  private static final Set<String> FIXED =
      Set.of("admin", "control", "user", "group", "memory-pressure");

  private final Supplier<LoadedConfig> source;
  private final InForce inForce;
  private final EventLoop loop;
  private final Daemon daemon;
  private final PoolFactory factory;
  private final Archives archives;
  private String hash = "";

  Reload(
      Supplier<LoadedConfig> source,
      InForce inForce,
      EventLoop loop,
      Daemon daemon,
      PoolFactory factory,
      Archives archives) {
    this.source = source;
    this.inForce = inForce;
    this.loop = loop;
    this.daemon = daemon;
    this.factory = factory;
    this.archives = archives;
  }

  /** The hash of the configuration that was read. */
  String hash() {
    return hash;
  }

  /**
   * Carries it out.
   *
   * @param all whether every pool gets a new edition
   * @return what was done, in words
   */
  String run(boolean all) throws Refusal {
    LoadedConfig loaded = read();
    hash = loaded.hash();
    DaemonSettings wanted = loaded.settings().orElseThrow();
    List<Service> services = onLoop(daemon::services);
    Map<String, Edition> editions = onLoop(() -> editions(services));
    requirePossible(wanted, loaded.places(), editions);
    List<Change> changes = changes(wanted, services, editions, all);
    Transition transition = new Transition(wanted, loop, daemon, factory, archives);
    List<Service> removed = removed(wanted, services);
    List<String> failures = transition.carryOut(changes, removed);
    List<String> ofDaemon = Differences.between(inForce.settings(), wanted);
    inForce.are(loaded);
    if (!failures.isEmpty()) {
      throw new Refusal(Kind.FAILED, String.join("\n", failures));
    }
    return words(changes, removed, ofDaemon);
  }

  private LoadedConfig read() throws Refusal {
    LoadedConfig loaded = source.get();
    refuse(loaded.faults());
    refuse(Preflight.faults(loaded.settings().orElseThrow(), loaded.places()));
    return loaded;
  }

  private static void refuse(List<Fault> faults) throws Refusal {
    if (!faults.isEmpty()) {
      String all = faults.stream().map(Fault::toString).collect(Collectors.joining("\n"));
      throw new Refusal(Kind.CONFIG, all + "\nnothing has changed");
    }
  }

  private <T> T onLoop(Supplier<T> task) throws Refusal {
    return onLoop(loop, task);
  }

  static <T> T onLoop(EventLoop loop, Supplier<T> task) throws Refusal {
    try {
      return CompletableFuture.supplyAsync(task, loop::execute).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (RejectedExecutionException e) {
      throw new Refusal(Kind.UNAVAILABLE, "the daemon has ended");
    }
  }

  /** The pools that work; one that was given up can only begin anew. */
  private static Map<String, Edition> editions(List<Service> services) {
    Map<String, Edition> editions = new HashMap<>();
    for (Service service : services) {
      if (!service.isGivenUp() && !service.isRemoved() && !service.hasEnded()) {
        editions.put(service.name(), service.current());
      }
    }
    return editions;
  }

  private void requirePossible(DaemonSettings wanted, Places places, Map<String, Edition> editions)
      throws Refusal {
    List<Fault> faults = new ArrayList<>();
    for (String key : Differences.between(inForce.settings(), wanted)) {
      if (FIXED.contains(key)) {
        faults.add(places.fault(key, "cannot change while preforkd runs; restart it"));
      }
    }
    if (wanted.isInThreads() != inForce.settings().isInThreads()) {
      faults.add(
          places.fault(
              "pools",
              "the children cannot become threads, nor cease to be, while preforkd runs; restart it"));
    }
    for (PoolSettings pool : wanted.pools()) {
      if (changesItsSockets(pool, editions)) {
        faults.add(
            places.fault(
                pool.name(),
                "dispatch",
                "a socket is opened for reuse-port or for another dispatch; give the pool another"
                    + " address as well, or restart"));
      }
      if (changesItsKind(pool, editions)) {
        faults.add(
            places.fault(
                pool.name(),
                "worker",
                "a server's socket blocks, and no other worker's does; give the pool another name and"
                    + " address, or restart"));
      }
      owner(pool, editions)
          .ifPresent(
              other ->
                  faults.add(
                      places.fault(
                          pool.name(),
                          "listen",
                          "pool "
                              + other
                              + " listens there, and a socket stays with its pool; keep the pool's"
                              + " name, or restart")));
    }
    refuse(faults);
  }

  private static boolean changesItsKind(PoolSettings pool, Map<String, Edition> editions) {
    Edition old = editions.get(pool.name());
    return old != null
        && pool.worker() instanceof ServerWorker != old.settings().worker() instanceof ServerWorker;
  }

  private static boolean changesItsSockets(PoolSettings pool, Map<String, Edition> editions) {
    Edition old = editions.get(pool.name());
    boolean isOfSlots = Specs.slotsWithSockets(pool) > 0;
    return old != null
        && pool.listen().stream()
            .flatMap(listen -> old.sockets(listen).values().stream())
            .anyMatch(socket -> socket.isOfSlots() != isOfSlots);
  }

  /** Another pool that has one of the addresses as yet. */
  private static Optional<String> owner(PoolSettings pool, Map<String, Edition> editions) {
    return editions.values().stream()
        .filter(edition -> !edition.settings().name().equals(pool.name()))
        .filter(
            edition ->
                pool.listen().stream()
                    .filter(listen -> !listen.address().isAnyPort())
                    .anyMatch(listen -> !edition.sockets(listen).isEmpty()))
        .map(edition -> edition.settings().name())
        .findFirst();
  }

  private static List<Service> removed(DaemonSettings wanted, List<Service> services) {
    Set<String> names = new HashSet<>();
    wanted.pools().forEach(pool -> names.add(pool.name()));
    return services.stream()
        .filter(service -> !names.contains(service.name()) && !service.isRemoved())
        .toList();
  }

  private List<Change> changes(
      DaemonSettings wanted, List<Service> services, Map<String, Edition> editions, boolean all) {
    boolean isStopTimeoutNew = !wanted.stopTimeout().equals(inForce.settings().stopTimeout());
    List<Change> changes = new ArrayList<>();
    for (PoolSettings pool : wanted.pools()) {
      String files = WorkerFiles.stamp(pool.worker());
      Edition old = editions.get(pool.name());
      Service service = service(pool.name(), services, old != null);
      if (old == null) {
        changes.add(new Change(Change.Kind.ADDED, pool, service, Optional.empty(), files, "added"));
      } else {
        changes.add(change(pool, service, old, files, all, isStopTimeoutNew));
      }
    }
    return changes;
  }

  /** A pool that begins anew goes on counting. */
  private Service service(String name, List<Service> services, boolean works) {
    Optional<Service> present =
        services.stream().filter(service -> service.name().equals(name)).findFirst();
    if (works) {
      return present.orElseThrow();
    }
    return present
        .map(
            old -> new Service(name, old.counters(), old.metrics(), old.generations(), old.hooks()))
        .orElseGet(() -> factory.service(name));
  }

  private static Change change(
      PoolSettings pool,
      Service service,
      Edition old,
      String files,
      boolean all,
      boolean isStopTimeoutNew) {
    List<String> keys = Differences.between(old.settings(), pool);
    boolean needsChildren = Differences.needNewChildren(old.settings(), pool);
    boolean isTooLarge = pool.max() > old.room();
    boolean areFilesNew = !Objects.equals(old.files(), files);
    List<String> why = new ArrayList<>(keys);
    if (areFilesNew && !keys.contains("worker")) {
      why.add("the worker's files");
    }
    if (isStopTimeoutNew) {
      why.add("stop-timeout");
    }
    Change.Kind kind = why.isEmpty() ? Change.Kind.NONE : Change.Kind.IN_PLACE;
    if (all || needsChildren || isTooLarge || areFilesNew) {
      kind = Change.Kind.NEW_EDITION;
    }
    String words = why.isEmpty() ? "asked for" : String.join(", ", why);
    return new Change(kind, pool, service, Optional.of(old), files, words);
  }

  private static String words(List<Change> changes, List<Service> removed, List<String> ofDaemon) {
    List<String> words = new ArrayList<>();
    ofDaemon.stream().filter(key -> !key.equals("pools")).forEach(words::add);
    for (Change change : changes) {
      switch (change.kind()) {
        case NONE -> {}
        case IN_PLACE -> words.add("pool " + change.wanted().name() + ": " + change.why());
        case NEW_EDITION ->
            words.add("pool " + change.wanted().name() + ": new edition (" + change.why() + ")");
        case ADDED -> words.add("pool " + change.wanted().name() + ": added");
      }
    }
    removed.forEach(service -> words.add("pool " + service.name() + ": removed"));
    return words.isEmpty() ? "nothing has changed" : String.join("; ", words);
  }
}
