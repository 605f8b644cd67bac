package io.preforkd.server.snapshot;

import io.preforkd.pool.PoolStatus;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.sys.AcceptQueue;
import java.util.Map;

/**
 * A pool at one moment, for those outside the loop.
 *
 * @param name the pool's name
 * @param status its children and sizes
 * @param counters what it has counted
 * @param connections accepted, finished and failed connections of all children, dead and living
 * @param queues accept queue by listening address
 * @param isReady whether clients should be sent
 */
public record PoolSnapshot(
    String name,
    PoolStatus status,
    PoolCounts counters,
    BoardCounts connections,
    Map<String, AcceptQueue.Depth> queues,
    boolean isReady) {

  /** Connections that wait at this address; NaN if that is not known. */
  public double length(String address) {
    AcceptQueue.Depth depth = queues.get(address);
    return depth == null ? Double.NaN : depth.length();
  }

  /** Connections that may wait at this address; NaN if that is not known. */
  public double limit(String address) {
    AcceptQueue.Depth depth = queues.get(address);
    return depth == null ? Double.NaN : depth.limit();
  }
}
