package io.preforkd.server.snapshot;

import java.util.List;

/**
 * The daemon at one moment, for those outside the loop.
 *
 * @param isStopping whether it has been told to stop
 */
public record DaemonSnapshot(List<PoolSnapshot> pools, boolean isStopping) {
  public DaemonSnapshot {
    pools = List.copyOf(pools);
  }

  /** Whether every pool takes connections and has had a child that could serve them. */
  public boolean isReady() {
    return !isStopping && !pools.isEmpty() && pools.stream().allMatch(PoolSnapshot::isReady);
  }
}
