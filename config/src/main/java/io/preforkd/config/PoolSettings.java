package io.preforkd.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One pool. The table of keys ({@code preforkd.yaml}) says what each value does; durations are zero
 * or more, counts as ordered there.
 *
 * @param name unique in the daemon
 * @param listen at least one
 * @param mayListen where children may ask for further sockets
 * @param dispatch the name of the dispatch policy
 * @param concurrency connections that a child may hold at one time, at least 1
 * @param scaling the name of the scaling algorithm
 * @param noRestartCodes exit codes, 1 to 255
 * @param connectionTimeout after it the child is ended; zero: none
 * @param slowAfter after it the connection is logged; zero: never
 * @param firstByteTimeout told to the worker; zero: none
 * @param accessLog empty if there is none
 * @param pingInterval of silence, after which a child is asked; zero: never
 */
public record PoolSettings(
    String name,
    List<ListenSettings> listen,
    MayListen mayListen,
    WorkerSettings worker,
    String dispatch,
    int concurrency,
    String scaling,
    Mode mode,
    int min,
    int max,
    int start,
    int minSpare,
    int maxSpare,
    int growthCap,
    Duration growthInterval,
    Duration shrinkAfter,
    boolean selfAccept,
    Duration orderRetry,
    Duration orderTimeout,
    Duration startTimeout,
    Duration drainTimeout,
    Duration killAfter,
    Duration respawnDelay,
    Duration respawnDelayMax,
    Duration settleTime,
    GiveUpSettings giveUp,
    Set<Integer> noRestartCodes,
    Duration connectionTimeout,
    Duration slowAfter,
    Duration firstByteTimeout,
    Optional<AccessLogSettings> accessLog,
    Duration pingInterval,
    Duration pingTimeout,
    RecycleSettings recycle,
    ProcessSettings process,
    HookSettings hooks) {
  /** The most children that can have sockets of their own: the kernel limits what steers them. */
  public static final int MOST_SOCKETS = 512;

  public PoolSettings {
    listen = List.copyOf(listen);
    noRestartCodes = Set.copyOf(noRestartCodes);
  }

  /** Whether the parent accepts, and passes the connections to the children. */
  public boolean isPassed() {
    return dispatch.equals(PoolKeys.PASS);
  }
}
