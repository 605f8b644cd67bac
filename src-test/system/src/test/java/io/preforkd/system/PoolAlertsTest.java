package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Alerts and dashboard of any pool beside a real daemon. That alerts fire after their time, and no
 * sooner, is played in ops; here a real Prometheus sees what they are about.
 */
@Tag("once")
class PoolAlertsTest {
  private static final String RULES = "config/preforkd.alerts.yaml";
  private static final String DASHBOARD = "config/preforkd.dashboard.json";
  private static final String REASON = "preforkd_pool_exits_total{pool=\"web\",reason=\"signal\"}";

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

  @Test
  void noneIsPendingWhereNothingIsWrong() throws IOException {
    startAndProvoke();
    try (Prometheus prometheus = Prometheus.of(stage, daemon, RULES)) {
      prometheus.await("count_over_time(preforkd_up[1m]) > 3");
      assertTrue(prometheus.query("ALERTS").contains("\"result\":[]"), prometheus.query("ALERTS"));
      assertEquals(List.of(), prometheus.complaints());
    }
  }

  /** A pool with one child, whom each client holds until it is killed, and one with none at all. */
  @Test
  void thoseOfADaemonInMiserySeeIt() throws IOException {
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
    try (Prometheus prometheus = Prometheus.of(stage, daemon, RULES)) {
      awaitUnderLoad(prometheus, alert("PreforkdListenOverflow", "web", "firing"));
      awaitUnderLoad(prometheus, alert("PreforkdTimeouts", "web", "firing"));
      awaitUnderLoad(prometheus, alert("PreforkdClientsWait", "web", "pending|firing"));
      awaitUnderLoad(prometheus, alert("PreforkdWorkerErrors", "web", "pending|firing"));
      prometheus.await(alert("PreforkdNotReady", "broken", "pending|firing"));
      prometheus.await(alert("PreforkdRespawnLoop", "broken", "pending|firing"));
      prometheus.await("ALERTS{alertname=\"PreforkdReloadFailed\"}");
      assertEquals(List.of(), prometheus.complaints());
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
    }
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

  private static String alert(String name, String pool, String state) {
    return "ALERTS{alertname=\"%s\",pool=\"%s\",alertstate=~\"%s\"}".formatted(name, pool, state);
  }

  /** Does not wait for an answer, which nobody gets whom the kernel drops. */
  private SocketChannel knock() throws IOException {
    SocketChannel client = SocketChannel.open();
    client.configureBlocking(false);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), daemon.port()));
    return client;
  }
}
