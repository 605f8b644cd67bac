package io.preforkd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.config.ListenAddress.Tcp;
import io.preforkd.config.ListenAddress.UnixPath;
import io.preforkd.config.WorkerSettings.Archive;
import io.preforkd.config.WorkerSettings.JavaWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pins every default: to change one is to change this test. */
final class DefaultsTest {
  @TempDir Path directory;

  @Test
  void everyDefaultIsAsPinnedHere() {
    JavaWorker worker =
        new JavaWorker(
            "a.B",
            List.of(),
            Optional.empty(),
            List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xss256k",
                "-XX:-UsePerfData",
                "-Xmx64m"),
            new Archive.Auto(),
            false,
            Map.of());
    ProcessSettings process =
        new ProcessSettings(
            Optional.empty(),
            Optional.empty(),
            Path.of("/"),
            0077,
            0,
            Map.of(),
            OptionalInt.empty(),
            Map.of(),
            List.of("PATH", "LANG", "LC_ALL", "TZ"));
    PoolSettings pool =
        new PoolSettings(
            "web",
            List.of(
                new ListenSettings(
                    "tcp-80",
                    new Tcp("127.0.0.1", 80),
                    1024,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    0)),
            MayListen.NOTHING,
            worker,
            "lowest-idle",
            1,
            "spares",
            Mode.DYNAMIC,
            1,
            16,
            2,
            2,
            4,
            32,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            true,
            Duration.ofMillis(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            new GiveUpSettings(8, Duration.ofMinutes(1), GiveUpSettings.Then.DEGRADED),
            Set.of(64, 78),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Optional.empty(),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            new RecycleSettings(0, Duration.ZERO, 0, 10),
            process,
            new HookSettings(Map.of(), Duration.ofSeconds(30)));
    DaemonSettings expected =
        new DaemonSettings(
            new Admin(Optional.of(new Tcp("127.0.0.1", 9783)), true, Optional.empty()),
            new Control(
                Optional.of(new UnixPath(Path.of("/run/preforkd/control.sock"))),
                Optional.empty(),
                0600,
                true),
            new Log(
                Log.Level.INFO,
                Log.Format.AUTO,
                new LogTarget.Stderr(),
                new SyslogSettings("daemon", "preforkd"),
                0,
                5,
                1000),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1024,
            new PressureSettings(PressureSettings.Watch.ON, 10, 90),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(30),
            List.of(pool));
    assertEquals(
        Optional.of(expected), new Configuration(directory).read(Configuration.POOL).settings());
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1 2 2 4 1s",
    "max: 3, 1 2 2 3 1s",
    "max: 1, 1 1 1 1 1s",
    "max-spare: 1, 1 1 1 1 1s",
    "min: 5, 5 5 2 4 1s",
    "min-spare: 3, 1 3 3 4 1s",
    "concurrency: 10, 1 1 2 4 1s",
    "mode: static, 16 16 0 16 1s",
    "mode: on-demand, 0 0 0 0 10s",
  })
  void whatIsLeftOutFollowsFromWhatIsGiven(String line, String sizes) {
    PoolSettings pool =
        new Configuration(directory)
            .read(Configuration.pool(line))
            .settings()
            .orElseThrow()
            .pools()
            .get(0);
    String actual = pool.min() + " " + pool.start() + " " + pool.minSpare() + " " + pool.maxSpare();
    assertEquals(sizes, actual + " " + DurationType.written(pool.shrinkAfter()));
  }

  @Test
  void aSocketFileIsForItsOwnerAlone() {
    String text = Configuration.POOL.replace("127.0.0.1:80", "unix:/run/x.sock");
    ListenSettings listen =
        new Configuration(directory)
            .read(text)
            .settings()
            .orElseThrow()
            .pools()
            .get(0)
            .listen()
            .get(0);
    assertEquals(0600, listen.mode());
    assertEquals("x.sock", listen.name());
  }

  @Test
  void theControlSocketIsInTheFolderForSockets() {
    Configuration files = new Configuration(directory).set("PREFORKD_RUN", "/srv/run");
    Control control = files.read(Configuration.POOL).settings().orElseThrow().control();
    assertEquals("unix:/srv/run/control.sock", control.listen().orElseThrow().toString());
    assertEquals(0600, control.mode());
  }

  @Test
  void aGroupMayReachTheControlSocket() {
    String text = "control: {group: www}\n" + Configuration.POOL;
    Control control = new Configuration(directory).read(text).settings().orElseThrow().control();
    assertEquals(0660, control.mode());
  }

  @Test
  void aControlSocketThatIsOffHasNoMode() {
    String text = "control: off\n" + Configuration.POOL;
    Control control = new Configuration(directory).read(text).settings().orElseThrow().control();
    assertEquals(new Control(Optional.empty(), Optional.empty(), 0, true), control);
  }
}
