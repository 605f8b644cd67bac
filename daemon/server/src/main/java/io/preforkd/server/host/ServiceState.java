package io.preforkd.server.host;

import io.preforkd.server.hook.HookCall;
import io.preforkd.server.listen.ListenerState;
import io.preforkd.server.snapshot.PoolCounts;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A {@link Service} that does not change, as another program can go on with it.
 *
 * @param files see {@link Edition}
 * @param slots see {@link Edition}
 * @param lastGeneration the number of the child that was started last
 * @param counts what it has counted
 * @param hasStarted whether it has ever been ready
 * @param hooks calls of hooks that wait
 * @param sockets those that children have asked for
 * @param metrics the worker's own
 * @param saturatedNanos how long editions that have ended were saturated
 */
record ServiceState(
    String name,
    Optional<String> files,
    int slots,
    long lastGeneration,
    PoolCounts counts,
    long saturatedNanos,
    boolean hasStarted,
    List<HookCall> hooks,
    List<ListenerState> sockets,
    List<MetricState> metrics,
    HostState host) {
  ServiceState {
    hooks = List.copyOf(hooks);
    sockets = List.copyOf(sockets);
    metrics = List.copyOf(metrics);
  }

  IntStream descriptors() {
    return IntStream.concat(sockets.stream().mapToInt(ListenerState::fd), host.descriptors());
  }
}
