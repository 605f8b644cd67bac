package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.ListenSettings;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.control.Refusal.Kind;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.log.Logging;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.KernelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what a reload wants into force: all sockets and editions, or none; then each pool. */
final class Transition {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private final DaemonSettings wanted;
  private final EventLoop loop;
  private final Daemon daemon;
  private final PoolFactory factory;
  private final Archives archives;
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final Map<Change, Map<ListenSettings, List<Listener>>> bound = new HashMap<>();
  private Optional<Logging.Change> log = Optional.empty();
  private final Map<Change, Edition> editions = new LinkedHashMap<>();

  Transition(
      DaemonSettings wanted,
      EventLoop loop,
      Daemon daemon,
      PoolFactory factory,
      Archives archives) {
    this.wanted = wanted;
    this.loop = loop;
    this.daemon = daemon;
    this.factory = factory;
    this.archives = archives;
  }

  /**
   * Returns when every new edition serves or has been undone.
   *
   * @return why pools kept their old edition, one sentence for each
   * @throws Refusal if nothing has changed
   */
  List<String> carryOut(List<Change> changes, List<Service> removed) throws Refusal {
    prepare(changes);
    List<CompletableFuture<Optional<String>>> outcomes =
        Reload.onLoop(loop, () -> begin(changes, removed));
    if (outcomes.isEmpty() && !changes.isEmpty()) {
      undo.forEach(Runnable::run);
      throw stops();
    }
    List<String> failures = new ArrayList<>();
    for (CompletableFuture<Optional<String>> outcome : outcomes) {
      outcome.join().ifPresent(failures::add);
    }
    return failures;
  }

  private void prepare(List<Change> changes) throws Refusal {
    provideDescriptors();
    List<Change> toMake = changes.stream().filter(Change::needsEdition).toList();
    try {
      log = daemon.prepareLog(wanted);
      log.ifPresent(change -> undo.push(change::discard));
      for (Change change : toMake) {
        bind(change);
      }
      for (Change change : toMake) {
        make(change);
      }
    } catch (IOException | UncheckedIOException e) {
      undo.forEach(Runnable::run);
      throw new Refusal(Kind.CONFIG, e.getMessage() + "\nnothing has changed");
    } catch (Refusal | RuntimeException e) {
      undo.forEach(Runnable::run);
      throw e;
    }
  }

  private void provideDescriptors() throws Refusal {
    try {
      factory.platform().provideDescriptors(wanted);
    } catch (KernelException e) {
      throw new Refusal(Kind.UNAVAILABLE, e.getMessage() + "\nnothing has changed");
    }
  }

  private void bind(Change change) throws IOException {
    Map<ListenSettings, List<Listener>> opened =
        factory.platform().open(change.wanted(), change.fresh(), change.served());
    opened.values().forEach(all -> all.forEach(socket -> undo.push(socket::close)));
    bound.put(change, opened);
  }

  private void make(Change change) throws IOException, Refusal {
    Map<Integer, Integer> inherited = new HashMap<>();
    List<Listener> listeners =
        Reload.onLoop(loop, () -> listeners(change, inherited)).orElseThrow(Transition::stops);
    undo.push(() -> restore(change));
    Edition edition =
        factory.make(
            change.wanted(),
            change.files(),
            wanted.stopTimeout(),
            listeners,
            inherited,
            change.service(),
            change.firstTemplate());
    undo.push(edition.host()::abandon);
    editions.put(change, edition);
  }

  private static Refusal stops() {
    return new Refusal(Kind.UNAVAILABLE, "the daemon stops");
  }

  /** In the loop, where alone listeners are closed; empty if the daemon stops. */
  private Optional<List<Listener>> listeners(Change change, Map<Integer, Integer> inherited) {
    if (daemon.isStopping()) {
      return Optional.empty();
    }
    List<Listener> listeners = new ArrayList<>();
    for (ListenSettings listen : change.wanted().listen()) {
      change
          .kept(listen)
          .forEach(
              (index, socket) -> {
                inherited.put(listeners.size(), index);
                listeners.add(successor(socket, listen, change.wanted().max()));
              });
      listeners.addAll(bound.get(change).getOrDefault(listen, List.of()));
    }
    return Optional.of(listeners);
  }

  private Listener successor(Listener socket, ListenSettings listen, int slots) {
    try {
      Listener next = socket.successor(listen.name());
      undo.push(next::close);
      next.provideFor(slots, listen.backlog());
      return next;
    } catch (KernelException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty if the daemon stops. */
  private List<CompletableFuture<Optional<String>>> begin(
      List<Change> changes, List<Service> removed) {
    if (daemon.isStopping()) {
      return List.of();
    }
    log.ifPresent(Logging.Change::use);
    daemon.journal().limit(wanted.maxChildren());
    daemon.journal().writeTo(wanted.journal());
    daemon.drainDelay(wanted.drainDelay());
    List<CompletableFuture<Optional<String>>> outcomes = new ArrayList<>();
    changes.forEach(change -> outcomes.add(begin(change)));
    removed.forEach(Service::remove);
    return outcomes;
  }

  private CompletableFuture<Optional<String>> begin(Change change) {
    CompletableFuture<Optional<String>> outcome = new CompletableFuture<>();
    CompletableFuture<Optional<String>> whole =
        outcome
            .thenApply(failure -> failure.isPresent() ? failed(change, failure) : adjust(change))
            .exceptionally(fault -> faulty(change, fault.getCause()));
    try {
      begin(change, outcome);
    } catch (RuntimeException | Error e) {
      outcome.completeExceptionally(e);
    }
    return whole;
  }

  private void begin(Change change, CompletableFuture<Optional<String>> outcome) {
    Service service = change.service();
    switch (change.kind()) {
      case NONE -> outcome.complete(Optional.empty());
      case IN_PLACE -> {
        int listeners = service.current().listeners().size();
        service.change(
            change.wanted(),
            factory.spec(change.wanted(), listeners, wanted.stopTimeout()),
            change.why());
        outcome.complete(Optional.empty());
      }
      case NEW_EDITION -> service.replaceBy(editions.get(change), change.why(), outcome);
      case ADDED -> {
        daemon.add(service);
        service.tryOut(editions.get(change), outcome);
      }
    }
  }

  /** The other pools have changed, or are about to, and are not to be left alone with that. */
  private Optional<String> faulty(Change change, Throwable fault) {
    loop.report(fault);
    return Optional.of(
        "pool " + change.wanted().name() + ": a fault in preforkd itself, see its log: " + fault);
  }

  private Optional<String> failed(Change change, Optional<String> failure) {
    archives.forget(change.wanted().name());
    Optional<String> more = deferSilent(change);
    return failure.map(why -> more.map(reason -> why + "\n" + reason).orElse(why));
  }

  /** Before anything has begun: the edition in force stays. */
  private void restore(Change change) {
    try {
      Reload.onLoop(loop, () -> deferSilent(change));
    } catch (Refusal e) {
      LOG.debug("pool {}: the sockets have gone with the daemon", change.wanted().name());
    }
  }

  /** The next edition's sockets may be those of the one before; now they are of one alone. */
  private static Optional<String> deferSilent(Change change) {
    if (change.kind() != Change.Kind.NEW_EDITION || change.service().hasEnded()) {
      return Optional.empty();
    }
    try {
      change.service().current().deferSilent();
      return Optional.empty();
    } catch (KernelException e) {
      return Optional.of("pool " + change.wanted().name() + ": " + e.getMessage());
    }
  }

  /** Sockets that stay get the rights and the backlog that are wanted now. */
  static Optional<String> adjust(Change change) {
    for (Map.Entry<Listener, ListenSettings> each : change.adjusted().entrySet()) {
      try {
        each.getKey().adjust(each.getValue());
      } catch (KernelException | RuntimeException e) { // a user may be gone since the preflight
        return Optional.of("pool " + change.wanted().name() + ": " + e.getMessage());
      }
    }
    return deferSilent(change);
  }
}
