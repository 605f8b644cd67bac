package io.preforkd.server.admin;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.EffectiveConfig;
import io.preforkd.pool.Action;
import io.preforkd.pool.Dispatch;
import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.SpawnReason;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.child.Durations;
import io.preforkd.server.child.TemplateStart;
import io.preforkd.server.journal.Decision;
import io.preforkd.server.journal.Inputs;
import io.preforkd.server.snapshot.ConfigState;
import io.preforkd.server.snapshot.DaemonDetail;
import io.preforkd.server.snapshot.DaemonSnapshot;
import io.preforkd.server.snapshot.DeathView;
import io.preforkd.server.snapshot.ExitView;
import io.preforkd.server.snapshot.MemoryView;
import io.preforkd.server.snapshot.Moment;
import io.preforkd.server.snapshot.PoolCounts;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.snapshot.SlotView;
import io.preforkd.server.sys.AcceptQueue;
import io.preforkd.server.sys.WaitStatus;
import io.preforkd.server.testing.Counted;
import io.preforkd.server.testing.PoolSpecs;
import io.preforkd.server.view.StatusReading;
import io.preforkd.worker.protocol.Metric;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Snapshots as a loop would give them. */
final class Readings {
  private static final long SECOND = 1_000_000_000L;
  private static final PoolSpec SPEC = PoolSpecs.of(PoolMode.DYNAMIC);
  private static final PoolStatus STATUS = status(SPEC);

  private static final SlotView SLOT =
      new SlotView(
          0,
          16,
          4241,
          SlotState.BUSY,
          90 * SECOND,
          SECOND,
          12,
          1,
          Optional.of(new MemoryView(50L << 20, SECOND)));
  private static final SlotView UNMEASURED =
      new SlotView(2, 18, 4243, SlotState.IDLE, SECOND, SECOND, 0, 0, Optional.empty());

  private Readings() {}

  private static PoolStatus status(PoolSpec spec) {
    return new PoolStatus(
        3,
        5,
        1,
        0,
        2,
        11,
        7,
        spec,
        OptionalInt.of(8),
        true,
        3 * SECOND / 2,
        1,
        SECOND / 4,
        true,
        Pressure.SOME);
  }

  /** A pool whose connections come to children in this way. */
  static PoolSnapshot pool(Dispatch dispatch) {
    PoolStatus status = status(PoolSpecs.of(PoolMode.DYNAMIC, dispatch));
    return pool("web", status, true, Counted.nothing(), BoardCounts.ZERO, List.of());
  }

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

  /** What is remembered of these pools: two moments, a death each, and two decisions. */
  static StatusReading status(PoolSnapshot... pools) {
    Map<String, List<SlotView>> slots =
        Arrays.stream(pools)
            .collect(Collectors.toMap(PoolSnapshot::name, pool -> List.of(SLOT, UNMEASURED)));
    Map<String, List<DeathView>> deaths =
        Arrays.stream(pools)
            .collect(Collectors.toMap(PoolSnapshot::name, pool -> List.of(death(pool.name()))));
    return new StatusReading(
        new DaemonDetail(daemon(false, pools), slots),
        deaths,
        Arrays.stream(pools).map(pool -> decision(pool.name())).toList(),
        List.of(moment(20, pools), moment(10, pools)),
        config(pools));
  }

  /** These pools without a child. */
  static DaemonDetail detail(PoolSnapshot... pools) {
    return new DaemonDetail(
        daemon(false, pools),
        Arrays.stream(pools).collect(Collectors.toMap(PoolSnapshot::name, pool -> List.of())));
  }

  private static DeathView death(String pool) {
    WaitStatus how = new WaitStatus.Killed(11, true);
    ChildId child = new ChildId(pool, 1, 17, 4242);
    ExitView exit = new ExitView(child, "signal", how, 5 * SECOND, new BoardCounts(4, 3, 0));
    return new DeathView(exit, 65 * SECOND);
  }

  private static Decision decision(String pool) {
    Inputs inputs = new Inputs(0, 2, 0, 0, 3, SPEC, OptionalInt.empty());
    Action spawn = new Action.Spawn(2, 18, SpawnReason.BACKLOG);
    return new Decision(1_700_000_000_000L, pool, spawn, Optional.empty(), inputs);
  }

  private static Moment moment(int secondsAgo, PoolSnapshot... pools) {
    return new Moment(
        System.nanoTime() - secondsAgo * SECOND,
        Arrays.stream(pools).collect(Collectors.toMap(PoolSnapshot::name, Moment.Reading::of)));
  }

  private static EffectiveConfig config(PoolSnapshot... pools) {
    StringBuilder yaml = new StringBuilder("pools:\n");
    for (int i = 0; i < pools.length; i++) {
      yaml.append("  - {name: pool" + i + ", listen: '127.0.0.1:7880', worker: {command: [true, ")
          .append("'<b>'], settings: {password: hunter2}}, environment: {TOKEN: hunter3}}\n");
    }
    return ConfigReader.readText(Path.of("/etc/preforkd.yaml"), yaml.toString(), Map.of())
        .effective();
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
            new Durations(List.of(0L, 0L, 5L), SECOND / 2),
            new Durations(List.of(1L, 0L, 2L), SECOND / 4),
            new Durations(List.of(3L, 6L, 0L), SECOND),
            Map.of("child-exited", Map.of("failed", 3L)),
            Map.of("drain", Map.of("shrink", 2L))),
        new BoardCounts(30, 20, 2));
  }

  static PoolSnapshot pool(boolean isReady, PoolCounts counts, BoardCounts connections) {
    return pool("web", STATUS, isReady, counts, connections, List.of());
  }

  /** The same pool while a reload tries it out, or after one has removed it: not ready. */
  static PoolSnapshot notInForce(PoolSnapshot pool) {
    return new PoolSnapshot(
        pool.name(),
        pool.status(),
        pool.counters(),
        pool.connections(),
        pool.metrics(),
        pool.services(),
        Map.of(),
        Map.of(),
        pool.memory(),
        false,
        false,
        false);
  }

  /** A pool of this name that has no child which could serve. */
  static PoolSnapshot unready(String name) {
    return pool(name, STATUS, false, Counted.nothing(), BoardCounts.ZERO, List.of());
  }

  /** A pool whose worker has told of metrics. */
  static PoolSnapshot pool(String name, Metric... metrics) {
    return pool(name, STATUS, true, Counted.nothing(), BoardCounts.ZERO, List.of(metrics));
  }

  private static PoolSnapshot pool(
      String name,
      PoolStatus status,
      boolean isReady,
      PoolCounts counts,
      BoardCounts connections,
      List<Metric> metrics) {
    return new PoolSnapshot(
        name,
        status,
        counts,
        connections,
        metrics,
        new Durations(List.of(10L, 12L, 0L), Durations.UNKNOWN),
        Map.of("127.0.0.1:80", new AcceptQueue.Depth(9, 1024)),
        Map.of("127.0.0.1:80", 13L),
        Map.of(2, new MemoryView(4096, 2 * SECOND)),
        true,
        isReady,
        false);
  }
}
