package io.preforkd.config;

import io.preforkd.config.WorkerSettings.ThreadWorker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole configuration, checked.
 *
 * @param journal empty if it is kept in memory only
 * @param user whom the daemon becomes after it has bound its sockets; never together with a pool's
 *     user
 * @param group as {@code user}
 * @param maxChildren children of all pools together, 1 to 32768
 * @param bindRetry from the first try at the start to the last one, for addresses in use
 * @param drainDelay from the stop order to the moment from which new clients are kept out
 * @param stopTimeout from that moment to the first TERM for children that still serve
 * @param pools at least one, each name once
 */
public record DaemonSettings(
    Admin admin,
    Control control,
    Log log,
    Optional<JournalSettings> journal,
    Optional<String> user,
    Optional<String> group,
    int maxChildren,
    PressureSettings memoryPressure,
    Duration bindRetry,
    Duration drainDelay,
    Duration stopTimeout,
    List<PoolSettings> pools) {
  public DaemonSettings {
    pools = List.copyOf(pools);
  }

  /** The access logs, by the names of the pools that have one. */
  public Map<String, AccessLogSettings> accessLogs() {
    Map<String, AccessLogSettings> logs = new HashMap<>();
    pools.forEach(pool -> pool.accessLog().ifPresent(log -> logs.put(pool.name(), log)));
    return logs;
  }

  /** Whether the pools' children are threads of the daemon: either all are, or none. */
  public boolean isInThreads() {
    return pools.stream().allMatch(pool -> pool.worker() instanceof ThreadWorker);
  }
}
