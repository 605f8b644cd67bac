package io.preforkd.config;

import java.util.List;

/**
 * Which keys a worker's kind leaves without a meaning. Whoever writes one is told so, and the
 * effective configuration does not show their defaults.
 */
final class KeysOfKind {
  /** Of a worker that reports nothing nobody knows when it accepts, or whether it is well. */
  private static final List<Key<?>> NEED_REPORTS =
      List.of(
          PoolKeys.ORDER_RETRY,
          PoolKeys.ORDER_TIMEOUT,
          PoolKeys.START_TIMEOUT,
          PoolKeys.CONNECTION_TIMEOUT,
          PoolKeys.SLOW_AFTER,
          PoolKeys.FIRST_BYTE_TIMEOUT,
          PoolKeys.ACCESS_LOG,
          PoolKeys.PING_INTERVAL,
          PoolKeys.PING_TIMEOUT,
          PoolKeys.CONCURRENCY,
          RecycleKeys.MAX_CONNECTIONS,
          RecycleKeys.MAX_MEMORY,
          PoolKeys.MAY_LISTEN);

  /** Threads have the user, the limits, the memory and the environment of their process. */
  private static final List<Key<?>> NEED_PROCESSES =
      List.of(
          ProcessKeys.USER,
          ProcessKeys.GROUP,
          ProcessKeys.DIRECTORY,
          ProcessKeys.UMASK,
          ProcessKeys.NICE,
          ProcessKeys.LIMITS,
          ProcessKeys.OOM_SCORE_ADJ,
          ProcessKeys.ENVIRONMENT,
          ProcessKeys.PASS_ENVIRONMENT,
          RecycleKeys.MAX_MEMORY,
          PoolKeys.MAY_LISTEN,
          PoolKeys.PING_INTERVAL,
          PoolKeys.PING_TIMEOUT,
          PoolKeys.HOOKS);

  private static final List<Key<?>> NEED_A_DAEMON_OF_PROCESSES =
      List.of(DaemonKeys.USER, DaemonKeys.GROUP, DaemonKeys.MEMORY_PRESSURE, DaemonKeys.BIND_RETRY);

  private KeysOfKind() {}

  /** The keys of this section that mean nothing there. */
  static List<Key<?>> withoutMeaning(Values values) {
    if (values.section().equals(DaemonKeys.SECTION)) {
      return isOfThreads(values) ? NEED_A_DAEMON_OF_PROCESSES : List.of();
    }
    if (!values.section().equals(PoolKeys.SECTION)) {
      return List.of();
    }
    if (isOf(values, WorkerKeys.SERVER)) {
      return NEED_REPORTS;
    }
    return isOf(values, WorkerKeys.THREAD) ? NEED_PROCESSES : List.of();
  }

  /** Whether the children of all pools are threads. */
  static boolean isOfThreads(Values daemon) {
    List<Values> pools = daemon.items(DaemonKeys.POOLS);
    return !pools.isEmpty() && pools.stream().allMatch(pool -> isOf(pool, WorkerKeys.THREAD));
  }

  /** Whether the pool's worker is of the kind that this key of it stands for. */
  static boolean isOf(Values pool, Key<?> kind) {
    return pool.value(PoolKeys.WORKER).filter(worker -> worker.isGiven(kind)).isPresent();
  }
}
