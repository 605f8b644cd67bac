package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.MemoryGroup;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Prometheus;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Alerts and dashboard of any pool beside a real daemon. That alerts fire after their time, and no
 * sooner, is played in ops; here a real Prometheus sees what they are about, and time is shorter.
 */
@Tag("once")
class PoolAlertsTest {
  private static final String RULES = "config/preforkd.alerts.yaml";
  private static final String DASHBOARD = "config/preforkd.dashboard.json";
  private static final String REASON = "preforkd_pool_exits_total{pool=\"web\",reason=\"signal\"}";

  private static final String OUT_OF_MEMORY = "PreforkdOutOfMemory";

  /** All others, with the pool that they are about; those that wait for longest come last. */
  private static final List<Map.Entry<String, String>> MISERY =
      List.of(
          Map.entry("PreforkdListenOverflow", "web"),
          Map.entry("PreforkdTimeouts", "web"),
          Map.entry("PreforkdLogLinesDropped", ""),
          Map.entry("PreforkdNotReady", "broken"),
          Map.entry("PreforkdRespawnLoop", "broken"),
          Map.entry("PreforkdReloadFailed", ""),
          Map.entry("PreforkdClientsWait", "web"),
          Map.entry("PreforkdSaturated", "web"),
          Map.entry("PreforkdWorkerErrors", "web"));

  private static final int CLIENTS = 500;

  @RegisterExtension final Stage stage = new Stage();

  private final Deque<SocketChannel> clients = new ArrayDeque<>();

  private Preforkd daemon;

  /**
   * A connection, a dead child and its template's successor, for the series that come with them.
   */
  private void startAndProvoke() throws IOException {
    daemon =
        stage
            .launch(
                Workers.web(
                    "{template: [perl, @IMAGE@/worker-api/examples/perl/template.pl,"
                        + " @IMAGE@/worker-api/examples/perl/hello.pl]}",
                    "mode: static",
                    "max: 2"))
            .awaitReady();
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    daemon.awaitFinished("web", "served", 1);
    long child = Long.parseLong(daemon.log().await("slot=0 .*pid=(\\d+) idle after").group(1));
    new ProcessView(child).signal("KILL");
    Patience.until("a dead child", () -> daemon.metrics().value(REASON) == 1);
    Patience.until("memory", () -> daemon.metrics().has(memoryOf(0)));
  }

  private static String memoryOf(int slot) {
    return "preforkd_worker_memory_bytes{pool=\"web\",slot=\"" + slot + "\"}";
  }

  @Test
  void everythingThatTheAlertsNameIsPublished() throws IOException {
    startAndProvoke();
    Expressions alerts = new Expressions(RULES, daemon.metrics());
    alerts.namesArePublished(13);
    alerts.labelsArePublished(5);
    alerts.labelsOfSumsArePublished(5);
  }

  @Test
  void everythingThatTheDashboardNamesIsPublished() throws IOException {
    startAndProvoke();
    Expressions dashboard = new Expressions(DASHBOARD, daemon.metrics());
    dashboard.namesArePublished(25);
    dashboard.labelsArePublished(30);
    dashboard.labelsOfSumsArePublished(10);
  }

  @Test
  void everyCommandOfTheRunbookWorks() throws IOException {
    startAndProvoke();
    List<String> commands =
        Files.readString(Image.root().resolve("ops/docs/runbook-pools.md"))
            .lines()
            .filter(line -> line.startsWith("    "))
            .map(String::strip)
            .distinct()
            .toList();
    assertTrue(commands.size() >= 5, commands.toString());
    for (String command : commands) {
      assertTrue(command.startsWith("preforkd ctl "), command);
      Finished done = stage.ctl(command.substring("preforkd ctl ".length()).split(" ", -1));
      assertEquals(0, done.exitCode(), command + ": " + done.output());
    }
  }

  /**
   * For longer than any of the alerts waits; before Prometheus has scraped, which it begins after
   * five seconds, nobody serves as far as it knows.
   */
  @Test
  void noneFiresWhereNothingIsWrong() throws IOException {
    startAndProvoke();
    try (Prometheus prometheus = Prometheus.of(stage, daemon, quickRules())) {
      daemon.signal("HUP");
      daemon.log().await("reload done after .*");
      Patience.within(
          Patience.LIMIT.multipliedBy(2),
          "scrapes",
          () -> serves() && prometheus.has("preforkd_up offset 19s"));
      String fired = prometheus.query("count_over_time(ALERTS{alertstate=\"firing\"}[17s])");
      assertTrue(fired.contains("\"result\":[]"), fired);
      assertEquals(List.of(), prometheus.complaints());
    }
  }

  private boolean serves() {
    try {
      return Client.get(daemon.port()).endsWith("hello\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String quickRules() throws IOException {
    return new QuickRules(RULES).write(stage);
  }

  /**
   * A pool with one child, whom each client holds until it is killed, and whose access log has no
   * room; and a pool with no child at all.
   */
  @Test
  void eachFiresOverADaemonInMisery() throws IOException {
    startInMisery();
    try (Prometheus prometheus = Prometheus.of(stage, daemon, quickRules())) {
      for (Map.Entry<String, String> alert : MISERY) {
        awaitUnderLoad(prometheus, firing(alert.getKey(), alert.getValue()));
      }
      assertEquals(List.of(), prometheus.complaints());
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
    }
  }

  private void startInMisery() throws IOException {
    daemon =
        stage.launch(
            Workers.ADMIN
                + "pools:\n"
                + Workers.pool(
                    "web",
                    "{address: '127.0.0.1:@PORT@', backlog: 2}",
                    Workers.PERL,
                    "mode: static",
                    "max: 1",
                    "access-log: '@DIR@/access.log'",
                    "connection-timeout: 300ms",
                    "settle-time: 10ms")
                + Workers.pool(
                    "broken",
                    "127.0.0.1:@OTHER@",
                    "{command: [sh, -c, exit 1]}",
                    "mode: static",
                    "max: 1"));
    daemon.idleChild("web", 0);
    stage.rewrite(daemon, "nonsense: 1\n");
    daemon.signal("HUP");
    daemon.log().await("ERROR reload: .*nonsense");
    String pid = Long.toString(daemon.process().pid());
    Finished done = Finished.run("prlimit", "--pid", pid, "--fsize=1:");
    assertEquals(0, done.exitCode(), done.output());
  }

  @Test
  void oneFiresWhenTheKernelKillsForMemory() throws IOException {
    Optional<MemoryGroup> made = MemoryGroup.make("256M");
    assumeTrue(made.isPresent(), "needs the right to make a control group");
    try (MemoryGroup group = made.get()) {
      stage.by(group.entering());
      daemon =
          stage.launch(
              Workers.web(Workers.GREEDY, "oom-score-adj: 1000", "mode: static", "max: 1"));
      try (Prometheus prometheus = Prometheus.of(stage, daemon, quickRules())) {
        prometheus.await(firing(OUT_OF_MEMORY, "web"));
      }
      assertEquals(0, daemon.stop());
    }
  }

  @Test
  void thereAreNoOthers() throws IOException {
    Set<String> fired = MISERY.stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    fired.add(OUT_OF_MEMORY);
    assertEquals(new QuickRules(RULES).names(), fired);
  }

  /** Clients come all the time, more than the queue takes; the first ones leave in the end. */
  private void awaitUnderLoad(Prometheus prometheus, String query) {
    Patience.until(
        query,
        () -> {
          try {
            clients.addLast(knock());
            if (clients.size() > CLIENTS) {
              clients.removeFirst().close();
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return prometheus.has(query);
        });
  }

  /**
   * @param pool empty for an alert on the daemon
   */
  private static String firing(String name, String pool) {
    return "ALERTS{alertname=\"%s\",pool=\"%s\",alertstate=\"firing\"}".formatted(name, pool);
  }

  /** Does not wait for an answer, which nobody gets whom the kernel drops. */
  private SocketChannel knock() throws IOException {
    SocketChannel client = SocketChannel.open();
    client.configureBlocking(false);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), daemon.port()));
    return client;
  }
}
