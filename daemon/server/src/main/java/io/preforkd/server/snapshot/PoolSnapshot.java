package io.preforkd.server.snapshot;

import io.preforkd.pool.PoolStatus;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.Durations;
import io.preforkd.server.sys.AcceptQueue;
import io.preforkd.worker.protocol.Metric;
import java.util.List;
import java.util.Map;

/**
 * A pool at one moment, for those outside the loop.
 *
 * @param name the pool's name
 * @param status its children and sizes
 * @param counters what it has counted
 * @param connections accepted, finished and failed connections of all children, dead and living
 * @param metrics the worker's own; gauges of children with the label slot
 * @param services times for which all children, dead and living, held connections
 * @param queues accept queue by listening address
 * @param drops connections that the kernel has dropped, by listening address, where it counts them
 * @param memory of the children that have been measured, by slot
 * @param isInForce whether the configuration in force has it: one that a reload tries out is not in
 *     it yet, one that it has removed is so no more
 * @param isReady whether clients should be sent
 * @param isGivenUp whether it is closed for good, since its children could not work
 */
public record PoolSnapshot(
    String name,
    PoolStatus status,
    PoolCounts counters,
    BoardCounts connections,
    List<Metric> metrics,
    Durations services,
    Map<String, AcceptQueue.Depth> queues,
    Map<String, Long> drops,
    Map<Integer, MemoryView> memory,
    boolean isInForce,
    boolean isReady,
    boolean isGivenUp) {
  public PoolSnapshot {
    metrics = List.copyOf(metrics);
    drops = Map.copyOf(drops);
    memory = Map.copyOf(memory);
  }

  /** Connections that wait at this address; NaN if that is not known. */
  public double length(String address) {
    AcceptQueue.Depth depth = queues.get(address);
    return depth == null ? Double.NaN : depth.length();
  }

  /** Connections that wait at all addresses of which that is known. */
  public int backlog() {
    return queues.values().stream().mapToInt(AcceptQueue.Depth::length).sum();
  }

  /** Connections that the kernel has dropped at this address; NaN if that is not known. */
  public double drops(String address) {
    Long count = drops.get(address);
    return count == null ? Double.NaN : count;
  }

  /**
   * How much of what the pool could hold at the most it holds: busy children out of {@code max}, or
   * connections out of the places of so many where a child holds several. Above 1 while children of
   * two editions serve.
   */
  public double utilization() {
    int places = status.spec().concurrency();
    double most = (double) status.spec().max() * places;
    return (places == 1 ? status.busy() : connections.open() - counters.ofTheDead().open()) / most;
  }

  /** Connections that may wait at all addresses of which that is known. */
  public int room() {
    return queues.values().stream().mapToInt(AcceptQueue.Depth::limit).sum();
  }

  /** Connections that may wait at this address; NaN if that is not known. */
  public double limit(String address) {
    AcceptQueue.Depth depth = queues.get(address);
    return depth == null ? Double.NaN : depth.limit();
  }
}
