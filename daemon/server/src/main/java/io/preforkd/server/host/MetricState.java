package io.preforkd.server.host;

import io.preforkd.worker.protocol.Metric;

/**
 * One series of a pool's own metrics as another program can go on with it.
 *
 * @param slot of the child whose gauge it is, or {@link #OF_POOL}
 * @param generation of that child, or 0
 */
record MetricState(Metric metric, int slot, long generation) {
  static final int OF_POOL = -1;

  static MetricState ofPool(Metric metric) {
    return new MetricState(metric, OF_POOL, 0);
  }
}
