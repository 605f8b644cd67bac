package io.preforkd.config;

import java.util.List;
import java.util.Optional;

/** What a daemon cannot have whose children are threads of its own. */
final class ThreadRulesOfDaemon {
  private static final List<Key<?>> OF_PROCESSES =
      List.of(DaemonKeys.USER, DaemonKeys.GROUP, DaemonKeys.MEMORY_PRESSURE);

  private final Values daemon;
  private final List<Values> pools;
  private final Faults faults;

  ThreadRulesOfDaemon(Values daemon, List<Values> pools, Faults faults) {
    this.daemon = daemon;
    this.pools = pools;
    this.faults = faults;
  }

  void check() {
    List<Values> inThreads = pools.stream().filter(ThreadRulesOfDaemon::isThread).toList();
    if (inThreads.isEmpty()) {
      return;
    }
    if (inThreads.size() < pools.size()) {
      refuseMixture(inThreads);
      return;
    }
    OF_PROCESSES.stream().filter(daemon::isGiven).forEach(key -> refuse(daemon, key));
    Optional<Values> control = daemon.value(DaemonKeys.CONTROL);
    control.ifPresent(
        keys ->
            List.of(ControlKeys.GROUP, ControlKeys.MODE).stream()
                .filter(keys::isGiven)
                .forEach(key -> refuse(keys, key)));
  }

  private static boolean isThread(Values pool) {
    return pool.value(PoolKeys.WORKER)
        .filter(worker -> worker.isGiven(WorkerKeys.THREAD))
        .isPresent();
  }

  private void refuseMixture(List<Values> inThreads) {
    for (Values pool : inThreads) {
      faults.add(
          pool.place(PoolKeys.WORKER),
          pool.path(PoolKeys.WORKER),
          "the children of all pools are threads of the daemon, or those of none",
          "give this pool a worker of the kind java, or a daemon of its own");
    }
  }

  private void refuse(Values values, Key<?> key) {
    faults.add(
        values.place(key),
        values.path(key),
        "belongs to a daemon whose children are processes",
        "remove the key, or choose workers of the kind java");
  }
}
