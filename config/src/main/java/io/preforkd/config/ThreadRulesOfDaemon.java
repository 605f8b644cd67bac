package io.preforkd.config;

import java.util.List;

/** What a daemon cannot have whose children are threads of its own. */
final class ThreadRulesOfDaemon {
  private static final int OWNER_ONLY = 0600;

  private final Values daemon;
  private final List<Values> pools;
  private final Faults faults;

  ThreadRulesOfDaemon(Values daemon, List<Values> pools, Faults faults) {
    this.daemon = daemon;
    this.pools = pools;
    this.faults = faults;
  }

  void check() {
    List<Values> inThreads =
        pools.stream().filter(pool -> KeysOfKind.isOf(pool, WorkerKeys.THREAD)).toList();
    if (inThreads.isEmpty()) {
      return;
    }
    if (inThreads.size() < pools.size()) {
      refuseMixture(inThreads);
      return;
    }
    KeysOfKind.withoutMeaning(daemon).stream()
        .filter(daemon::isGiven)
        .forEach(key -> refuse(daemon, key));
    daemon.value(DaemonKeys.CONTROL).ifPresent(this::checkControl);
  }

  /** The JDK opens it for its owner alone. */
  private void checkControl(Values control) {
    if (control.isGiven(ControlKeys.GROUP)) {
      refuse(control, ControlKeys.GROUP);
    }
    boolean isOpen = control.value(ControlKeys.MODE).orElse(OWNER_ONLY) != OWNER_ONLY;
    if (control.isGiven(ControlKeys.MODE) && isOpen) {
      refuse(control, ControlKeys.MODE);
    }
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
