package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Admin;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Metrics;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Prometheus;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a scrape tells, and that those who scrape understand it. */
class ScrapeTest {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final String[] TWO = {"mode: static", "max: 2"};
  private static final String WAITS = "preforkd_pool_queue_wait_seconds_count{pool=\"web\"}";
  private static final String SERVICES = "preforkd_pool_service_seconds_count{pool=\"web\"}";
  private static final String BOOTS = "preforkd_worker_boot_seconds_count{pool=\"web\"}";
  private static final String SPAWNS =
      "preforkd_pool_decisions_total{action=\"spawn\",pool=\"web\",reason=\"opening\"}";

  @RegisterExtension final Stage stage = new Stage();

  private Preforkd daemon;

  private void start(String worker, String... keys) throws IOException {
    daemon = stage.start(Workers.web(worker, keys));
  }

  private void ask(int clients) throws IOException {
    for (int i = 0; i < clients; i++) {
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    }
  }

  private void await(String series, long value) {
    Patience.until(series + " is " + value, () -> daemon.metrics().value(series) == value);
  }

  @Test
  void isUnderstoodByPromtoolWhichHasNothingToCriticize() throws IOException {
    assumeTrue(Files.isExecutable(PROMTOOL), "promtool is missing");
    start(Workers.PERL, TWO);
    ask(3);
    daemon.awaitFinished("web", "served", 3);
    Path scrape = stage.write("scrape", Admin.at(daemon.port("ADMIN")).get("/metrics").body());
    Finished checked = Finished.run("sh", "-c", "exec " + PROMTOOL + " check metrics <" + scrape);
    assertEquals(new Finished(0, ""), checked);
  }

  @Test
  void isTakenByARealPrometheusAsOpenMetrics() throws IOException {
    start(Workers.PERL, TWO);
    try (Prometheus prometheus = Prometheus.of(stage, daemon)) {
      prometheus.await("up", "1");
      ask(5);
      prometheus.await("preforkd_pool_connections_accepted_total", "5");
      prometheus.await(WAITS, "5");
      prometheus.await("histogram_quantile(0.5, preforkd_pool_service_seconds_bucket) > 0");
      assertTrue(
          prometheus.get("/api/v1/metadata").contains("\"preforkd_pool_spawns\":"),
          "the classic text has the counter's whole name here");
      assertEquals(List.of(), prometheus.complaints());
    }
  }

  @Test
  void everyMetricIsInTheDocumentAndTheOtherWayRound() throws IOException {
    start(Workers.PERL, TWO);
    ask(1);
    daemon.awaitFinished("web", "served", 1);
    awaitMemory(2);
    Set<String> published =
        daemon.metrics().names().stream()
            .filter(name -> name.startsWith("preforkd_"))
            .map(name -> name.replaceFirst("_(bucket|count|sum)$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> documented = documented();
    assertTrue(documented.containsAll(published), published + " of which are " + documented);
    documented.removeAll(published);
    assertEquals(
        Set.of(
            "preforkd_pool_exits_total",
            "preforkd_pool_hooks_total",
            "preforkd_pool_template_starts_total"),
        documented,
        "those that come with their first event");
  }

  private static Set<String> documented() throws IOException {
    String document = Files.readString(Image.root().resolve("ops/docs/operations.md"));
    return found("(?m)(?<=^\\| `)preforkd_\\w+(?=` \\|)", document)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group);
  }

  private void awaitMemory(int children) {
    Patience.until(
        "the memory of " + children + " children",
        () -> daemon.metrics().values("preforkd_worker_memory_bytes", "slot").size() == children);
  }

  @Test
  void measuresTheMemoryOfEachChildOnceSomebodyLooks() throws IOException {
    start(Workers.PERL, TWO);
    awaitMemory(2);
    Metrics metrics = daemon.metrics();
    for (String slot : List.of("0", "1")) {
      String labels = "{pool=\"web\",slot=\"" + slot + "\"}";
      assertTrue(metrics.value("preforkd_worker_memory_bytes" + labels) > 1 << 20);
      assertTrue(metrics.has("preforkd_worker_memory_age_seconds" + labels));
    }
  }

  @Test
  void timesEachConnectionOfChildrenThatTellOfIt() throws IOException {
    timesEachConnection(Workers.PERL);
  }

  @Test
  void timesEachConnectionOfChildrenThatKeepTheBoard() throws IOException {
    timesEachConnection(Workers.JAVA);
  }

  /** One child, so that others wait while it is held. */
  private void timesEachConnection(String worker) throws IOException {
    start(worker, "mode: static", "max: 1");
    ask(3);
    await(SERVICES, 3);
    await(WAITS, 3);
    List<Client> held = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      held.add(Client.holding(daemon.port()));
    }
    String queue =
        "preforkd_pool_accept_queue_length{listener=\"127.0.0.1:"
            + daemon.port()
            + "\",pool=\"web\"}";
    await(queue, 2);
    for (Client client : held) {
      client.finish();
      client.close();
    }
    await(SERVICES, 6);
    await(WAITS, 6);
    assertEquals(6, daemon.metrics().accepted("web"));
  }

  @Test
  void keepsTheTimesOfTheDeadAndOverAReloadAndAnUpgrade() throws IOException {
    start(Workers.JAVA, TWO);
    ask(4);
    await(SERVICES, 4);
    daemon.idleChild("web", 0).signal("KILL");
    String killed = "preforkd_pool_exits_total{pool=\"web\",reason=\"signal\"}";
    await(killed, 1);
    assertEquals(4, daemon.metrics().value(SERVICES));
    stage.control("reload", "--all");
    assertEquals(4, daemon.metrics().value(SERVICES));
    assertEquals(1, daemon.metrics().value("preforkd_config_last_reload_successful"));
    Metrics before = daemon.metrics();
    stage.control("upgrade");
    ask(1);
    await(SERVICES, 5);
    for (String series : List.of(BOOTS, SPAWNS)) {
      assertTrue(before.value(series) >= 2, series);
      assertEquals(before.value(series), daemon.metrics().value(series), series);
    }
  }
}
