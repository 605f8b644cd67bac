package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.pool.ChildLimits;
import io.preforkd.pool.ConnectionLimits;
import io.preforkd.pool.Dispatch;
import io.preforkd.pool.GiveUp;
import io.preforkd.pool.PingSpec;
import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;
import io.preforkd.server.testing.Configs;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecsTest {
  private static final long MILLIS = 1_000_000L;

  @TempDir private Path directory;

  @Test
  void takesEverySettingOverInNanoseconds() throws Exception {
    PoolSpec spec =
        spec(
            "worker: {command: [cat]}",
            "min: 3",
            "max: 30",
            "start: 4",
            "min-spare: 5",
            "max-spare: 6",
            "growth-cap: 7",
            "growth-interval: 8s",
            "shrink-after: 9s",
            "self-accept: false",
            "dispatch: round-robin",
            "order-retry: 10ms",
            "order-timeout: 11s",
            "start-timeout: 12s",
            "drain-timeout: 13s",
            "kill-after: 14s",
            "respawn-delay: 15ms",
            "respawn-delay-max: 16s",
            "settle-time: 18s",
            "give-up: {failures: 19, within: 20s}",
            "max-connections: 18",
            "max-age: 19s",
            "max-memory: 19MiB",
            "recycle-jitter: 20",
            "slow-after: 22s",
            "connection-timeout: 23s",
            "ping-interval: 24s",
            "ping-timeout: 25s");
    assertEquals(
        new PoolSpec(
            PoolMode.DYNAMIC,
            Dispatch.ROUND_ROBIN,
            1,
            2,
            3,
            30,
            4,
            5,
            6,
            7,
            8000 * MILLIS,
            9000 * MILLIS,
            false,
            10 * MILLIS,
            11_000 * MILLIS,
            12_000 * MILLIS,
            13_000 * MILLIS,
            17_000 * MILLIS,
            14_000 * MILLIS,
            15 * MILLIS,
            16_000 * MILLIS,
            18_000 * MILLIS,
            new GiveUp(19, 20_000 * MILLIS),
            new ChildLimits(18, 19_000 * MILLIS, 19L << 20, 20, 21),
            new ConnectionLimits(22_000 * MILLIS, 23_000 * MILLIS),
            new PingSpec(24_000 * MILLIS, 25_000 * MILLIS)),
        spec);
  }

  @Test
  void knowsEveryMode() throws Exception {
    assertEquals(PoolMode.STATIC, spec("worker: {command: [cat]}", "mode: static").mode());
    assertEquals(PoolMode.ON_DEMAND, spec("worker: {command: [cat]}", "mode: on-demand").mode());
  }

  private PoolSpec spec(String... lines) throws Exception {
    return Specs.of(Configs.pool(directory, lines), 2, Duration.ofSeconds(17), 21);
  }
}
