package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.config.GiveUpSettings.Then;
import io.preforkd.config.ListenAddress;
import io.preforkd.config.ListenSettings;
import io.preforkd.config.PoolSettings;
import io.preforkd.config.PressureSettings;
import io.preforkd.config.PressureSettings.Watch;
import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.Spares;
import io.preforkd.pool.journal.Track;
import io.preforkd.server.child.Board;
import io.preforkd.server.child.ClassData;
import io.preforkd.server.child.Launch;
import io.preforkd.server.child.Nursery;
import io.preforkd.server.journal.Journal;
import io.preforkd.server.listen.Listener;
import io.preforkd.server.listen.ListenerOpener;
import io.preforkd.server.loop.LoopThread;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.sys.Cgroup;
import io.preforkd.server.testing.Configs;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A pool with real children behind a real port; when closed it has ended and left nothing. */
final class RunningPool implements AutoCloseable {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  final PoolHost host;
  private final LoopThread thread = new LoopThread();
  private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private final Listener listener;

  RunningPool(Path directory, String... lines) throws Exception {
    this(launch -> launch, directory, lines);
  }

  /**
   * @param spoiled the launch as it is used, in place of what the lines say
   */
  RunningPool(UnaryOperator<Launch> spoiled, Path directory, String... lines) throws Exception {
    PoolSettings settings = Configs.pool(directory, lines);
    listener = new ListenerOpener(List.of()).open(List.of(anyPort())).get(0);
    Board board = Board.create(settings.name(), settings.max());
    Nursery nursery =
        new Nursery(
            thread.loop,
            spoiled.apply(Launches.of(settings, List.of(listener), ClassData.NONE)),
            board);
    Quota quota = new Quota(100);
    Generations generations = new Generations();
    Pool pool = new Pool(Specs.of(settings, 1, STOP_TIMEOUT, 1), new Spares(), quota, generations);
    Journal journal = new Journal(quota, "test", thread.faults::add);
    PoolParts parts =
        new PoolParts(
            "web",
            "test",
            List.of(listener),
            Optional.of(board),
            nursery,
            supervision(settings),
            new Counters(),
            call -> {},
            new SocketManager("web", new PoolLog("web")),
            new WorkerMetrics("web", new MetricNames()),
            Observer.NOBODY);
    Track core = journal.add("web", Scaling.SPARES, generations, pool);
    host = new PoolHost(thread.loop, core, quota, parts, this::changed);
    thread.run(host::open);
  }

  private static Supervision supervision(PoolSettings pool) {
    return new Supervision(
        pool.noRestartCodes(),
        pool.giveUp().then() == Then.EXIT,
        new OomKills(OptionalLong::empty),
        new MemoryWatch(new PressureSettings(Watch.OFF, 10, 90), Cgroup.ours()));
  }

  private static ListenSettings anyPort() {
    return new ListenSettings(
        "http",
        new ListenAddress.Tcp("127.0.0.1", 0),
        64,
        false,
        Optional.empty(),
        Optional.empty(),
        0600);
  }

  private void changed() {
    changes.add(host.hasEnded() ? "ended" : host.isReady() ? "ready" : "not ready");
  }

  /** The next change of the pool's life; waits for it. */
  String nextChange() throws InterruptedException {
    return String.valueOf(changes.poll(20, TimeUnit.SECONDS));
  }

  /** Asks for a page and hands the whole answer back. */
  String get() throws Exception {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port())) {
      client.setSoTimeout(20_000);
      client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private int port() {
    return Integer.parseInt(listener.address().replaceAll(".*:", ""));
  }

  PoolSnapshot snapshot() throws Exception {
    return thread.call(host::snapshot);
  }

  /** Faults of the daemon itself since the last call. */
  List<Throwable> takeFaults() {
    List<Throwable> taken = List.copyOf(thread.faults);
    thread.faults.clear();
    return taken;
  }

  /** Runs something on the loop's thread. */
  void run(Runnable task) throws Exception {
    thread.run(task);
  }

  void stop() throws Exception {
    thread.run(host::stop);
  }

  @Override
  public void close() {
    try {
      end();
      assertEquals(0, snapshot().status().living());
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      thread.close();
    }
  }

  private void end() throws Exception {
    while (!thread.call(host::hasEnded)) {
      stop();
      nextChange();
    }
  }
}
