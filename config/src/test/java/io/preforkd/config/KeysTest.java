package io.preforkd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.ListenAddress.Tcp;
import io.preforkd.config.ListenAddress.UnixPath;
import io.preforkd.config.WorkerSettings.Archive;
import io.preforkd.config.WorkerSettings.CommandWorker;
import io.preforkd.config.WorkerSettings.InetdWorker;
import io.preforkd.config.WorkerSettings.JavaWorker;
import io.preforkd.config.WorkerSettings.NettyWorker;
import io.preforkd.config.WorkerSettings.ServerWorker;
import io.preforkd.config.WorkerSettings.TemplateWorker;
import io.preforkd.config.WorkerSettings.ThreadWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pins every key: each is set to something else than its default, and read. */
final class KeysTest {
  private static final List<String> KEYS =
      List.of(
          "admin",
          "admin.listen",
          "admin.required",
          "admin.agent-check",
          "control",
          "control.listen",
          "control.group",
          "control.mode",
          "control.required",
          "log",
          "log.level",
          "log.format",
          "log.to",
          "log.syslog",
          "log.syslog.facility",
          "log.syslog.identifier",
          "log.size",
          "log.keep",
          "log.repeat-limit",
          "journal",
          "journal.file",
          "journal.size",
          "journal.keep",
          "user",
          "group",
          "max-children",
          "memory-pressure",
          "memory-pressure.watch",
          "memory-pressure.stalled",
          "memory-pressure.used",
          "bind-retry",
          "drain-delay",
          "stop-timeout",
          "include",
          "pools",
          "pools.name",
          "pools.listen",
          "pools.listen.address",
          "pools.listen.name",
          "pools.listen.any-of",
          "pools.listen.backlog",
          "pools.listen.ipv6-only",
          "pools.listen.owner",
          "pools.listen.group",
          "pools.listen.mode",
          "pools.may-listen",
          "pools.worker",
          "pools.worker.java",
          "pools.worker.netty",
          "pools.worker.thread",
          "pools.worker.command",
          "pools.worker.inetd",
          "pools.worker.server",
          "pools.worker.template",
          "pools.worker.class-path",
          "pools.worker.java-home",
          "pools.worker.options",
          "pools.worker.archive",
          "pools.worker.fixed-archive-address",
          "pools.worker.settings",
          "pools.worker.stop-signal",
          "pools.dispatch",
          "pools.concurrency",
          "pools.scaling",
          "pools.mode",
          "pools.min",
          "pools.max",
          "pools.start",
          "pools.min-spare",
          "pools.max-spare",
          "pools.growth-cap",
          "pools.growth-interval",
          "pools.shrink-after",
          "pools.self-accept",
          "pools.order-retry",
          "pools.order-timeout",
          "pools.start-timeout",
          "pools.drain-timeout",
          "pools.kill-after",
          "pools.respawn-delay",
          "pools.respawn-delay-max",
          "pools.settle-time",
          "pools.give-up",
          "pools.give-up.failures",
          "pools.give-up.within",
          "pools.give-up.then",
          "pools.no-restart-codes",
          "pools.connection-timeout",
          "pools.slow-after",
          "pools.first-byte-timeout",
          "pools.access-log",
          "pools.access-log.to",
          "pools.access-log.format",
          "pools.ping-interval",
          "pools.ping-timeout",
          "pools.max-connections",
          "pools.max-age",
          "pools.max-memory",
          "pools.recycle-jitter",
          "pools.user",
          "pools.group",
          "pools.directory",
          "pools.umask",
          "pools.nice",
          "pools.limits",
          "pools.limits.as",
          "pools.limits.core",
          "pools.limits.cpu",
          "pools.limits.data",
          "pools.limits.fsize",
          "pools.limits.memlock",
          "pools.limits.msgqueue",
          "pools.limits.nofile",
          "pools.limits.nproc",
          "pools.limits.rtprio",
          "pools.limits.sigpending",
          "pools.limits.stack",
          "pools.oom-score-adj",
          "pools.environment",
          "pools.pass-environment",
          "pools.hooks",
          "pools.hooks.before-start",
          "pools.hooks.after-start",
          "pools.hooks.before-stop",
          "pools.hooks.child-started",
          "pools.hooks.child-exited",
          "pools.hooks.on-reload",
          "pools.hooks.timeout");

  @TempDir Path directory;

  @BeforeEach
  void makeTheFilesThatAreNamed() throws IOException {
    Files.createDirectories(directory.resolve("lib"));
    Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
    Files.createFile(java);
    assertTrue(java.toFile().setExecutable(true));
  }

  @Test
  void theTableHasTheKeysPinnedHere() {
    List<String> names = new ArrayList<>();
    collect("", DaemonKeys.SECTION, names);
    assertEquals(KEYS, names);
  }

  private static void collect(String prefix, Section section, List<String> names) {
    for (Key<?> key : section.keys()) {
      names.add(prefix + key.name());
      ConfigReference.sectionOf(key.type())
          .ifPresent(inner -> collect(prefix + key.name() + ".", inner, names));
    }
  }

  @Test
  void everyKeyIsRead() {
    LoadedConfig config =
        new Configuration(directory)
            .file("more.yaml", Documents.INCLUDED)
            .read(Documents.EVERY_KEY);
    assertEquals(List.of(), config.faults());
    DaemonSettings daemon = config.settings().orElseThrow();
    assertEquals(
        new Admin(Optional.of(new Tcp("::1", 9)), false, Optional.of(new Tcp("127.0.0.1", 9784))),
        daemon.admin());
    assertEquals(
        new Control(
            Optional.of(new UnixPath(Path.of("/run/control"))), Optional.of("www"), 0666, false),
        daemon.control());
    assertEquals(
        new Log(
            Log.Level.DEBUG,
            Log.Format.JSON,
            new LogTarget.File(directory.resolve("logs/daemon.log")),
            new SyslogSettings("local3", "mail-hub"),
            2 << 20,
            7,
            50),
        daemon.log());
    assertEquals(
        Optional.of(new JournalSettings(directory.resolve("journal"), 1 << 20, 5)),
        daemon.journal());
    assertEquals(7, daemon.maxChildren());
    assertEquals(new PressureSettings(PressureSettings.Watch.OFF, 20, 80), daemon.memoryPressure());
    assertEquals(Duration.ofSeconds(9), daemon.bindRetry());
    assertEquals(Duration.ofSeconds(15), daemon.drainDelay());
    assertEquals(Duration.ofMinutes(2), daemon.stopTimeout());
    assertEquals(List.of(everyKeyOfAPool(), commandPool()), daemon.pools());
  }

  @Test
  void anEventDrivenWorkerIsRead() {
    String worker = "{netty: a.B, options: [-Xmx32m], settings: {a: b}}";
    PoolSettings pool =
        new Configuration(directory)
            .read(Configuration.pool().replace("{java: a.B}", worker))
            .settings()
            .orElseThrow()
            .pools()
            .get(0);
    assertEquals(
        new NettyWorker("a.B", List.of(), Optional.empty(), List.of("-Xmx32m"), Map.of("a", "b")),
        pool.worker());
  }

  @Test
  void aWorkerOnThreadsOfTheDaemonIsRead() {
    DaemonSettings daemon =
        new Configuration(directory)
            .read(Configuration.pool().replace("{java: a.B}", "{thread: a.B, settings: {a: b}}"))
            .settings()
            .orElseThrow();
    assertEquals(
        new ThreadWorker("a.B", List.of(), Map.of("a", "b")), daemon.pools().get(0).worker());
    assertTrue(daemon.isInThreads());
  }

  @Test
  void aProgramForEachConnectionIsRead() {
    PoolSettings pool =
        new Configuration(directory)
            .read(Configuration.pool().replace("{java: a.B}", "{inetd: [cat, -u]}"))
            .settings()
            .orElseThrow()
            .pools()
            .get(0);
    assertEquals(new InetdWorker(List.of("cat", "-u")), pool.worker());
    assertEquals(Map.of(), pool.worker().settings());
  }

  @Test
  void aServerOfItsOwnIsRead() {
    String worker = "{server: [nginx, -g, daemon off;]}\n    dispatch: shared\n    mode: static";
    PoolSettings pool =
        new Configuration(directory)
            .read(Configuration.pool().replace("{java: a.B}", worker))
            .settings()
            .orElseThrow()
            .pools()
            .get(0);
    assertEquals(new ServerWorker(List.of("nginx", "-g", "daemon off;"), "TERM"), pool.worker());
    assertEquals(Map.of(), pool.worker().settings());
  }

  @Test
  void aTemplateAndTheSettingsOfItsChildrenAreRead() {
    PoolSettings pool =
        new Configuration(directory)
            .read(
                Configuration.pool()
                    .replace("{java: a.B}", "{template: [perl, t.pl], settings: {a: b}}"))
            .settings()
            .orElseThrow()
            .pools()
            .get(0);
    assertEquals(new TemplateWorker(List.of("perl", "t.pl"), Map.of("a", "b")), pool.worker());
  }

  @Test
  void theDaemonsUserAndGroupAreRead() {
    DaemonSettings daemon =
        new Configuration(directory)
            .read("user: www\ngroup: \"100\"\n" + Configuration.POOL)
            .settings()
            .orElseThrow();
    assertEquals(Optional.of("www"), daemon.user());
    assertEquals(Optional.of("100"), daemon.group());
  }

  private PoolSettings everyKeyOfAPool() {
    return new PoolSettings(
        "web",
        List.of(
            new ListenSettings(
                "six",
                new Tcp("::1", 81),
                10,
                true,
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.of("both")),
            new ListenSettings(
                "x.sock",
                new UnixPath(Path.of("/run/x.sock")),
                1024,
                false,
                Optional.of("root"),
                Optional.of("www"),
                0660)),
        new MayListen(List.of(new Tcp("*", 82), new UnixPath(Path.of("/run/y.sock")))),
        new JavaWorker(
            "a.B",
            List.of(directory.resolve("lib"), directory.resolve("lib/*")),
            Optional.of(directory.resolve("jdk")),
            List.of("-Xmx32m"),
            new Archive.At(directory.resolve("worker.jsa")),
            true,
            Map.of("greeting", "hi", "size", "8")),
        "lowest-idle",
        20,
        "spamd",
        Mode.DYNAMIC,
        2,
        9,
        4,
        3,
        5,
        6,
        Duration.ofMillis(500),
        Duration.ofSeconds(3),
        false,
        Duration.ofMillis(30),
        Duration.ofSeconds(6),
        Duration.ofSeconds(61),
        Duration.ofSeconds(31),
        Duration.ofSeconds(4),
        Duration.ofMillis(200),
        Duration.ofSeconds(20),
        Duration.ofSeconds(7),
        new GiveUpSettings(4, Duration.ofSeconds(90), GiveUpSettings.Then.EXIT),
        Set.of(3, 78),
        Duration.ofHours(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        Optional.empty(),
        Duration.ofSeconds(20),
        Duration.ofSeconds(3),
        new RecycleSettings(10_000, Duration.ofHours(12), 96L << 20, 20),
        everyKeyOfAProcess(),
        new HookSettings(
            Map.of(
                Hook.BEFORE_START, List.of("prepare", "web"),
                Hook.AFTER_START, List.of("announce"),
                Hook.BEFORE_STOP, List.of("/bin/withdraw"),
                Hook.CHILD_STARTED, List.of("a"),
                Hook.CHILD_EXITED, List.of("b"),
                Hook.ON_RELOAD, List.of("c", "-d")),
            Duration.ofSeconds(9)));
  }

  private ProcessSettings everyKeyOfAProcess() {
    Map<String, Long> limits =
        Map.ofEntries(
            Map.entry("as", 1L << 30),
            Map.entry("core", 0L),
            Map.entry("cpu", 60L),
            Map.entry("data", 2048L),
            Map.entry("fsize", 4096L),
            Map.entry("memlock", 65536L),
            Map.entry("msgqueue", 819200L),
            Map.entry("nofile", 1024L),
            Map.entry("nproc", 64L),
            Map.entry("rtprio", 0L),
            Map.entry("sigpending", 128L),
            Map.entry("stack", -1L));
    return new ProcessSettings(
        Optional.of("www"),
        Optional.of("www"),
        directory.resolve("work"),
        0022,
        5,
        limits,
        OptionalInt.of(500),
        Map.of("GREETING", "hi"),
        List.of("HOME"));
  }

  private static AccessFormat accessFormat() {
    return new AccessFormat(
        "%n %{milli}d",
        List.of(
            AccessFormat.Field.POOL,
            new AccessFormat.Literal(" "),
            new AccessFormat.Duration(AccessFormat.Unit.MILLISECONDS)));
  }

  private static PoolSettings commandPool() {
    return new PoolSettings(
        "perl",
        List.of(
            new ListenSettings(
                "web",
                new ListenAddress.Inherited("web"),
                1024,
                false,
                Optional.empty(),
                Optional.empty(),
                0)),
        MayListen.NOTHING,
        new CommandWorker(List.of("perl", "-w"), Map.of()),
        "lowest-idle",
        1,
        "spares",
        Mode.STATIC,
        3,
        3,
        3,
        0,
        3,
        32,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        false,
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
        Optional.of(new AccessLogSettings(new LogTarget.Syslog(), accessFormat())),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        new RecycleSettings(0, Duration.ZERO, 0, 10),
        new ProcessSettings(
            Optional.empty(),
            Optional.empty(),
            Path.of("/"),
            0077,
            0,
            Map.of(),
            OptionalInt.empty(),
            Map.of(),
            List.of("PATH", "LANG", "LC_ALL", "TZ")),
        new HookSettings(Map.of(), Duration.ofSeconds(30)));
  }
}
