package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.Mode;
import io.preforkd.config.PoolSettings;
import io.preforkd.config.RecycleSettings;
import io.preforkd.config.WorkerSettings.ServerWorker;
import io.preforkd.pool.ChildLimits;
import io.preforkd.pool.ConnectionLimits;
import io.preforkd.pool.Dispatch;
import io.preforkd.pool.GiveUp;
import io.preforkd.pool.PingSpec;
import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;

/**
 * Settings in the words of the pool: nanoseconds, and the sockets that an address turned out to be.
 */
public final class Specs {
  private Specs() {}

  /**
   * What the operator asks of a pool with so many listening sockets.
   *
   * @param seed where the draws of the children's limits begin
   */
  public static PoolSpec of(PoolSettings pool, int listeners, Duration stopTimeout, long seed) {
    return new PoolSpec(
        mode(pool.mode()),
        dispatch(pool),
        pool.concurrency(),
        listeners,
        pool.min(),
        pool.max(),
        pool.start(),
        pool.minSpare(),
        pool.maxSpare(),
        pool.growthCap(),
        pool.growthInterval().toNanos(),
        pool.shrinkAfter().toNanos(),
        pool.selfAccept(),
        pool.orderRetry().toNanos(),
        pool.orderTimeout().toNanos(),
        pool.startTimeout().toNanos(),
        pool.drainTimeout().toNanos(),
        stopTimeout.toNanos(),
        pool.killAfter().toNanos(),
        pool.respawnDelay().toNanos(),
        pool.respawnDelayMax().toNanos(),
        pool.settleTime().toNanos(),
        new GiveUp(pool.giveUp().failures(), pool.giveUp().within().toNanos()),
        limits(pool.recycle(), seed),
        new ConnectionLimits(pool.slowAfter().toNanos(), pool.connectionTimeout().toNanos()),
        new PingSpec(pool.pingInterval().toNanos(), pool.pingTimeout().toNanos()));
  }

  private static ChildLimits limits(RecycleSettings recycle, long seed) {
    return new ChildLimits(
        recycle.maxConnections(),
        recycle.maxAge().toNanos(),
        recycle.maxMemory(),
        recycle.jitter(),
        seed);
  }

  /** For how many slots the pool has sockets of their own; 0 if they have none. */
  static int slotsWithSockets(PoolSettings pool) {
    return dispatch(pool).hasSocketsOfSlots() ? pool.max() : 0;
  }

  /** Until the first children of the slowest pool serve. */
  static Duration longestStart(DaemonSettings settings) {
    return settings.pools().stream()
        .map(pool -> pool.hooks().timeout().plus(pool.startTimeout()))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private static Dispatch dispatch(PoolSettings pool) {
    return pool.worker() instanceof ServerWorker
        ? Dispatch.UNREPORTED
        : Dispatch.valueOf(pool.dispatch().toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static PoolMode mode(Mode mode) {
    return switch (mode) {
      case STATIC -> PoolMode.STATIC;
      case DYNAMIC -> PoolMode.DYNAMIC;
      case ON_DEMAND -> PoolMode.ON_DEMAND;
    };
  }
}
