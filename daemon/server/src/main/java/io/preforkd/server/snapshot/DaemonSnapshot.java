package io.preforkd.server.snapshot;

import java.util.List;

/**
 * The daemon at one moment, for those outside the loop.
 *
 * @param hasStarted whether every pool has been ready, at one time; stays so to the end
 * @param isStopping whether it has been told to stop
 * @param faults how often it has found a fault of its own
 * @param droppedLines log lines that nobody read fast enough
 * @param droppedEntries entries of the journal that should be on disk and are not
 * @param config what is in force
 */
public record DaemonSnapshot(
    List<PoolSnapshot> pools,
    boolean hasStarted,
    boolean isStopping,
    long faults,
    long droppedLines,
    long droppedEntries,
    ConfigState config) {
  public DaemonSnapshot {
    pools = List.copyOf(pools);
  }

  /** Those that the configuration in force has. */
  public List<PoolSnapshot> poolsInForce() {
    return pools.stream().filter(PoolSnapshot::isInForce).toList();
  }

  /** Whether clients should be sent to every pool in force. */
  public boolean isReady() {
    List<PoolSnapshot> all = poolsInForce();
    return !isStopping && !all.isEmpty() && all.stream().allMatch(PoolSnapshot::isReady);
  }
}
