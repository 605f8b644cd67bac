package io.preforkd.server.host;

import io.preforkd.server.snapshot.PoolCounts;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A {@link Service} that does not change, as another program can go on with it.
 *
 * @param files see {@link Edition}
 * @param slots see {@link Edition}
 * @param lastGeneration the number of the child that was started last
 * @param counts what it has counted
 * @param saturatedNanos how long editions that have ended were saturated
 */
record ServiceState(
    String name,
    Optional<String> files,
    int slots,
    long lastGeneration,
    PoolCounts counts,
    long saturatedNanos,
    HostState host) {

  IntStream descriptors() {
    return host.descriptors();
  }
}
