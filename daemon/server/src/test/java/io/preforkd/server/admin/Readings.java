package io.preforkd.server.admin;

import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.SpawnReason;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.TemplateStart;
import io.preforkd.server.snapshot.ConfigState;
import io.preforkd.server.snapshot.DaemonSnapshot;
import io.preforkd.server.snapshot.PoolCounts;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.sys.AcceptQueue;
import io.preforkd.server.testing.PoolSpecs;
import io.preforkd.worker.protocol.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Snapshots as a loop would give them. */
final class Readings {
  private static final long SECOND = 1_000_000_000L;
  private static final PoolSpec SPEC = PoolSpecs.of(PoolMode.DYNAMIC);
  private static final PoolStatus STATUS =
      new PoolStatus(
          3,
          5,
          1,
          0,
          2,
          11,
          7,
          SPEC,
          OptionalInt.of(8),
          true,
          3 * SECOND / 2,
          1,
          SECOND / 4,
          true,
          Pressure.SOME);

  private Readings() {}

  static DaemonSnapshot daemon(boolean isStopping, PoolSnapshot... pools) {
    return new DaemonSnapshot(
        List.of(pools),
        isStopping || isServing(pools),
        isStopping,
        3,
        12,
        14,
        new ConfigState("abc", true, 1.5, 0.25));
  }

  private static boolean isServing(PoolSnapshot... pools) {
    return pools.length > 0 && Arrays.stream(pools).allMatch(PoolSnapshot::isReady);
  }

  static PoolSnapshot pool(boolean isReady) {
    return pool(
        isReady,
        new PoolCounts(
            Map.of(SpawnReason.BACKLOG, 4L, SpawnReason.OPENING, 2L),
            Map.of(TemplateStart.OPENING, 1L, TemplateStart.DIED, 3L),
            Map.of("signal", 1L, "shrink", 2L),
            new BoardCounts(10, 8, 1),
            6,
            7,
            5,
            SECOND / 2,
            Map.of("child-exited", Map.of("failed", 3L)),
            Map.of("drain", Map.of("shrink", 2L))),
        new BoardCounts(30, 20, 2));
  }

  static PoolSnapshot pool(boolean isReady, PoolCounts counts, BoardCounts connections) {
    return pool("web", isReady, counts, connections, List.of());
  }

  /** A pool whose worker has told of metrics. */
  static PoolSnapshot pool(String name, Metric... metrics) {
    PoolCounts none =
        new PoolCounts(
            Map.of(), Map.of(), Map.of(), BoardCounts.ZERO, 0, 0, 0, 0, Map.of(), Map.of());
    return pool(name, true, none, BoardCounts.ZERO, List.of(metrics));
  }

  private static PoolSnapshot pool(
      String name,
      boolean isReady,
      PoolCounts counts,
      BoardCounts connections,
      List<Metric> metrics) {
    return new PoolSnapshot(
        name,
        STATUS,
        counts,
        connections,
        metrics,
        Map.of("127.0.0.1:80", new AcceptQueue.Depth(9, 1024)),
        Map.of("127.0.0.1:80", 13L),
        isReady);
  }
}
