package io.preforkd.config;

import java.util.List;
import java.util.Set;

/** What a pool cannot have whose children are threads of the daemon. */
final class ThreadRules {
  /** The two by which one connection after the other is ordered. */
  private static final Set<String> DISPATCHES = Set.of("lowest-idle", "round-robin");

  private final Values pool;
  private final Faults faults;

  ThreadRules(Values pool, Faults faults) {
    this.pool = pool;
    this.faults = faults;
  }

  void check() {
    KeysOfKind.withoutMeaning(pool).stream().filter(pool::isGiven).forEach(this::refuse);
    pool.value(PoolKeys.DISPATCH)
        .filter(dispatch -> !DISPATCHES.contains(dispatch))
        .ifPresent(
            dispatch ->
                fault(
                    pool,
                    PoolKeys.DISPATCH,
                    "a worker of the kind thread accepts by orders only",
                    "choose lowest-idle or round-robin, or a worker of the kind java"));
    pool.value(PoolKeys.CONCURRENCY)
        .filter(connections -> connections > 1)
        .ifPresent(
            connections ->
                fault(
                    pool,
                    PoolKeys.CONCURRENCY,
                    "a worker of the kind thread holds one connection at a time",
                    "raise max instead, or choose a worker of the kind java"));
    pool.items(PoolKeys.LISTEN).forEach(this::checkListener);
  }

  private void refuse(Key<?> key) {
    fault(
        pool,
        key,
        "a worker of the kind thread has no " + key.name() + ", as a process would",
        "remove the key, or choose a worker of the kind java");
  }

  /** What there is on every system: TCP, and files of sockets. */
  private void checkListener(Values listener) {
    listener
        .value(ListenKeys.ADDRESS)
        .filter(ThreadRules::isOfLinuxOnly)
        .ifPresent(
            address ->
                fault(
                    listener,
                    ListenKeys.ADDRESS,
                    "a worker of the kind thread cannot listen on " + address,
                    "give HOST:PORT or unix:/PATH"));
    for (Key<?> key : List.of(ListenKeys.OWNER, ListenKeys.GROUP, ListenKeys.ANY_OF)) {
      if (listener.isGiven(key)) {
        refuseOfSockets(listener, key);
      }
    }
    listener
        .value(ListenKeys.IPV6_ONLY)
        .filter(Boolean::booleanValue)
        .ifPresent(only -> refuseOfSockets(listener, ListenKeys.IPV6_ONLY));
  }

  private void refuseOfSockets(Values listener, Key<?> key) {
    fault(
        listener,
        key,
        "a worker of the kind thread has no " + key.name() + " of its sockets",
        "remove the key");
  }

  private static boolean isOfLinuxOnly(ListenAddress address) {
    return address instanceof ListenAddress.UnixAbstract
        || address instanceof ListenAddress.Inherited;
  }

  private void fault(Values values, Key<?> key, String message, String remedy) {
    faults.add(values.place(key), values.path(key), message, remedy);
  }
}
