package io.preforkd.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.pool.Dispatch;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.snapshot.DaemonSnapshot;
import io.preforkd.server.snapshot.PoolCounts;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.testing.CaughtLog;
import io.preforkd.server.testing.Counted;
import io.preforkd.worker.protocol.Metric;
import io.preforkd.worker.protocol.MetricKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Names, labels and types are an interface: dashboards and alerts are written against them. */
class MetricsTest {
  private final Metrics metrics = new Metrics("1.2.3");

  @Test
  void givesEveryNameItsType() {
    assertEquals(
        new TreeSet<>(
            Set.of(
                "preforkd_build_info gauge",
                "preforkd_config_info gauge",
                "preforkd_config_last_reload_duration_seconds gauge",
                "preforkd_config_last_reload_successful gauge",
                "preforkd_config_last_reload_timestamp_seconds gauge",
                "preforkd_faults_total counter",
                "preforkd_journal_entries_dropped_total counter",
                "preforkd_log_lines_dropped_total counter",
                "preforkd_pool_accept_queue_length gauge",
                "preforkd_pool_accept_queue_limit gauge",
                "preforkd_pool_backoff_seconds gauge",
                "preforkd_pool_connections_accepted_total counter",
                "preforkd_pool_connections_finished_total counter",
                "preforkd_pool_decisions_total counter",
                "preforkd_pool_degraded gauge",
                "preforkd_pool_exits_total counter",
                "preforkd_pool_held gauge",
                "preforkd_pool_hooks_total counter",
                "preforkd_pool_listen_overflows_total counter",
                "preforkd_pool_max_reached_total counter",
                "preforkd_pool_memory_pressure gauge",
                "preforkd_pool_ready gauge",
                "preforkd_pool_queue_wait_seconds histogram",
                "preforkd_pool_saturated_seconds_total counter",
                "preforkd_pool_service_seconds histogram",
                "preforkd_pool_slow_connections_total counter",
                "preforkd_pool_spawns_total counter",
                "preforkd_pool_template_starts_total counter",
                "preforkd_pool_utilization_ratio gauge",
                "preforkd_pool_waiting gauge",
                "preforkd_pool_workers gauge",
                "preforkd_pool_workers_limit gauge",
                "preforkd_up gauge",
                "preforkd_worker_boot_seconds histogram",
                "preforkd_worker_memory_age_seconds gauge",
                "preforkd_worker_memory_bytes gauge")),
        lines().stream()
            .filter(line -> line.startsWith("# TYPE preforkd_"))
            .map(line -> line.substring("# TYPE ".length()))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void givesEverySampleItsLabelsAndValue() {
    assertEquals(
        new TreeSet<>(
            Set.of(
                "preforkd_build_info{java=\""
                    + System.getProperty("java.version")
                    + "\",version=\"1.2.3\"} 1",
                "preforkd_config_info{hash=\"abc\"} 1",
                "preforkd_config_last_reload_duration_seconds 0.25",
                "preforkd_config_last_reload_successful 1.0",
                "preforkd_config_last_reload_timestamp_seconds 1.5",
                "preforkd_faults_total 3.0",
                "preforkd_journal_entries_dropped_total 14.0",
                "preforkd_log_lines_dropped_total 12.0",
                "preforkd_pool_accept_queue_length{listener=\"127.0.0.1:80\",pool=\"web\"} 9.0",
                "preforkd_pool_accept_queue_limit{listener=\"127.0.0.1:80\",pool=\"web\"} 1024.0",
                "preforkd_pool_backoff_seconds{pool=\"web\"} 0.25",
                "preforkd_pool_held{pool=\"web\"} 8.0",
                "preforkd_pool_hooks_total{hook=\"child-exited\",pool=\"web\",result=\"failed\"} 3.0",
                "preforkd_pool_connections_accepted_total{pool=\"web\"} 30.0",
                "preforkd_pool_connections_finished_total{outcome=\"failed\",pool=\"web\"} 2.0",
                "preforkd_pool_connections_finished_total{outcome=\"lost\",pool=\"web\"} 1.0",
                "preforkd_pool_connections_finished_total{outcome=\"served\",pool=\"web\"} 20.0",
                "preforkd_pool_exits_total{pool=\"web\",reason=\"shrink\"} 2.0",
                "preforkd_pool_exits_total{pool=\"web\",reason=\"signal\"} 1.0",
                "preforkd_pool_max_reached_total{pool=\"web\"} 6.0",
                "preforkd_pool_degraded{pool=\"web\"} 1.0",
                "preforkd_pool_memory_pressure{pool=\"web\"} 1.0",
                "preforkd_pool_ready{pool=\"web\"} 1.0",
                "preforkd_pool_saturated_seconds_total{pool=\"web\"} 1.5",
                "preforkd_pool_slow_connections_total{pool=\"web\"} 7.0",
                "preforkd_pool_spawns_total{pool=\"web\",reason=\"backlog\"} 4.0",
                "preforkd_pool_spawns_total{pool=\"web\",reason=\"opening\"} 2.0",
                "preforkd_pool_template_starts_total{pool=\"web\",reason=\"died\"} 3.0",
                "preforkd_pool_template_starts_total{pool=\"web\",reason=\"opening\"} 1.0",
                "preforkd_pool_decisions_total{action=\"drain\",pool=\"web\",reason=\"shrink\"} 2.0",
                "preforkd_pool_listen_overflows_total{listener=\"127.0.0.1:80\",pool=\"web\"} 13.0",
                "preforkd_pool_utilization_ratio{pool=\"web\"} 0.4166666666666667",
                "preforkd_pool_waiting{pool=\"web\"} 7.0",
                "preforkd_pool_workers_limit{bound=\"max\",pool=\"web\"} 12.0",
                "preforkd_pool_workers_limit{bound=\"max_spare\",pool=\"web\"} 4.0",
                "preforkd_pool_workers_limit{bound=\"min\",pool=\"web\"} 1.0",
                "preforkd_pool_workers_limit{bound=\"min_spare\",pool=\"web\"} 2.0",
                "preforkd_pool_workers{pool=\"web\",state=\"busy\"} 5.0",
                "preforkd_pool_workers{pool=\"web\",state=\"idle\"} 3.0",
                "preforkd_pool_workers{pool=\"web\",state=\"leaving\"} 2.0",
                "preforkd_pool_workers{pool=\"web\",state=\"starting\"} 1.0",
                "preforkd_up 1.0",
                "preforkd_worker_boot_seconds_count{pool=\"web\"} 5",
                "preforkd_worker_boot_seconds_sum{pool=\"web\"} 0.5",
                "preforkd_pool_queue_wait_seconds_count{pool=\"web\"} 3",
                "preforkd_pool_queue_wait_seconds_sum{pool=\"web\"} 0.25",
                "preforkd_pool_service_seconds_count{pool=\"web\"} 22",
                "preforkd_worker_memory_age_seconds{pool=\"web\",slot=\"2\"} 2.0",
                "preforkd_worker_memory_bytes{pool=\"web\",slot=\"2\"} 4096.0")),
        lines().stream()
            .filter(line -> line.startsWith("preforkd_") && !line.contains("_bucket{"))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void writesNothingButCommentsAndSamples() {
    String name = "[a-z_]+";
    String sample = name + "(\\{(" + name + "=\"[^\"]*\",?)+\\})? (NaN|-?[0-9.E+-]+)";
    String comment = "# (HELP|TYPE) " + name + " .+";
    for (String line : lines()) {
      assertTrue(line.matches(sample) || line.matches(comment), line);
    }
  }

  @Test
  void addsUpTheBucketsOfAHistogram() {
    assertEquals(
        List.of(
            "preforkd_pool_queue_wait_seconds_bucket{pool=\"web\",le=\"1.28E-4\"} 1",
            "preforkd_pool_queue_wait_seconds_bucket{pool=\"web\",le=\"2.56E-4\"} 1",
            "preforkd_pool_queue_wait_seconds_bucket{pool=\"web\",le=\"+Inf\"} 3"),
        scrape(Readings.daemon(false, Readings.pool(true)))
            .lines()
            .filter(line -> line.startsWith("preforkd_pool_queue_wait_seconds_bucket"))
            .toList());
  }

  @Test
  void tellsNoWaitsWhereChildrenAcceptWithoutOrders() {
    String text = scrape(Readings.daemon(false, Readings.pool(Dispatch.SHARED)));
    assertFalse(text.contains("queue_wait"), text);
    assertTrue(text.contains("preforkd_pool_service_seconds_count{pool=\"web\"} 22"), text);
    text = scrape(Readings.daemon(false, Readings.pool(Dispatch.UNREPORTED)));
    assertFalse(text.contains("service_seconds"), text);
  }

  @Test
  void tellsOfItsOwnProcessInTheUsualNames() {
    Set<String> names =
        lines().stream()
            .filter(line -> line.startsWith("process_"))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "process_cpu_seconds_total",
            "process_max_fds",
            "process_open_fds",
            "process_resident_memory_bytes",
            "process_start_time_seconds",
            "process_virtual_memory_bytes"),
        names);
  }

  @Test
  void endsOpenMetricsByItsMarkAndSpeaksItToWhoeverAsksForIt() {
    String prometheus =
        "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    String type = Metrics.contentType(prometheus);
    assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8", type);
    String text = metrics.scrape(Readings.daemon(false, Readings.pool(true)), type);
    assertTrue(text.endsWith("\n# EOF\n"), text);
    assertTrue(text.contains("# TYPE preforkd_pool_spawns counter\n"), text);
    assertEquals("text/plain; version=0.0.4; charset=utf-8", Metrics.contentType("*/*"));
  }

  @Test
  void keepsASeriesWhoseCauseDoesNotComeAgain() {
    PoolCounts first = Counted.exits(Map.of("signal", 1L));
    scrape(first, new BoardCounts(5, 4, 0));
    Set<String> then = scrape(Counted.nothing(), new BoardCounts(6, 5, 0));
    assertTrue(then.contains("preforkd_pool_exits_total{pool=\"web\",reason=\"signal\"} 0.0"));
    assertTrue(then.contains("preforkd_pool_connections_accepted_total{pool=\"web\"} 6.0"));
  }

  /** NaN would spoil each sum over pools. */
  @Test
  void forgetsAPoolThatIsGone() {
    PoolSnapshot web = Readings.pool(true);
    PoolSnapshot gone = Readings.pool("gone");
    String before = scrape(Readings.daemon(false, web, gone));
    assertTrue(before.contains("preforkd_pool_ready{pool=\"gone\"} 1.0"), before);
    String after = scrape(Readings.daemon(false, web));
    assertFalse(after.contains("\"gone\""), after);
    assertFalse(after.contains("NaN"), after);
    assertEquals(ofPools(before), ofPools(scrape(Readings.daemon(false, web, gone))));
  }

  @Test
  void saysOfAPoolThatIsNotInForceWhatItDoesButNotWhetherItIsReady() {
    PoolSnapshot web = Readings.pool(true);
    PoolSnapshot more = Readings.pool("more");
    scrape(Readings.daemon(false, web, more));
    String text = scrape(Readings.daemon(false, web, Readings.notInForce(more)));
    assertTrue(text.contains("preforkd_pool_workers{pool=\"more\",state=\"idle\"}"), text);
    assertFalse(text.contains("preforkd_pool_ready{pool=\"more\"}"), text);
    assertFalse(text.contains("listener=\"127.0.0.1:80\",pool=\"more\""), text);
    assertTrue(text.contains("listener=\"127.0.0.1:80\",pool=\"web\""), text);
  }

  @Test
  void readsAllValuesOfAScrapeFromOneSnapshot() {
    scrape(Counted.exits(Map.of("signal", 1L)), new BoardCounts(5, 4, 0));
    Set<String> then = scrape(Counted.exits(Map.of("signal", 2L)), new BoardCounts(7, 6, 0));
    assertTrue(then.contains("preforkd_pool_exits_total{pool=\"web\",reason=\"signal\"} 2.0"));
    assertTrue(then.contains("preforkd_pool_connections_accepted_total{pool=\"web\"} 7.0"));
  }

  @Test
  void registersNoMeterTwice() {
    try (CaughtLog log = new CaughtLog("io.micrometer")) {
      assertEquals(lines().size(), lines().size());
      assertTrue(log.isEmpty(), "Micrometer has something to say");
    }
  }

  @Test
  void showsTheMetricsOfWorkersBesideItsOwn() {
    Metric info = metric(MetricKind.GAUGE, "mail_rules_info", Map.of("version", "4\n\"x\""), 1);
    Metric seconds =
        new Metric(
            MetricKind.HISTOGRAM,
            "mail_seconds",
            "Time",
            Map.of(),
            1.63,
            List.of(0.1, 1.0),
            List.of(2L, 0L, 1L));
    assertEquals(
        List.of(
            "# HELP mail_requests_total Requests",
            "# TYPE mail_requests_total counter",
            "mail_requests_total{command=\"check\",pool=\"a\"} 3.0",
            "mail_requests_total{command=\"check\",pool=\"b\"} 4.0",
            "# HELP mail_rules_info Requests",
            "# TYPE mail_rules_info gauge",
            "mail_rules_info{pool=\"b\",version=\"4\\n\\\"x\\\"\"} 1",
            "# HELP mail_seconds Time",
            "# TYPE mail_seconds histogram",
            "mail_seconds_bucket{pool=\"a\",le=\"0.1\"} 2",
            "mail_seconds_bucket{pool=\"a\",le=\"1.0\"} 2",
            "mail_seconds_bucket{pool=\"a\",le=\"+Inf\"} 3",
            "mail_seconds_count{pool=\"a\"} 3",
            "mail_seconds_sum{pool=\"a\"} 1.63"),
        scrape(
                Readings.daemon(
                    false,
                    Readings.pool("a", requests(3), seconds),
                    Readings.pool("b", requests(4), info)))
            .lines()
            .filter(line -> line.contains("mail_"))
            .toList());
  }

  @Test
  void showsASeriesOfAWorkerNoMoreThanItIsThere() {
    scrape(Readings.daemon(false, Readings.pool("a", requests(3))));
    String then = scrape(Readings.daemon(false, Readings.pool("a")));
    assertFalse(then.contains("mail_requests"), then);
  }

  private static Metric requests(double value) {
    return metric(MetricKind.COUNTER, "mail_requests", Map.of("command", "check"), value);
  }

  private static Metric metric(
      MetricKind kind, String name, Map<String, String> labels, double value) {
    return Metric.of(kind, name, "Requests", labels, value);
  }

  private Set<String> lines() {
    return split(scrape(Readings.daemon(false, Readings.pool(true))));
  }

  private Set<String> scrape(PoolCounts counts, BoardCounts connections) {
    return split(scrape(Readings.daemon(false, Readings.pool(true, counts, connections))));
  }

  private static List<String> ofPools(String text) {
    return text.lines().filter(line -> line.contains("pool=")).toList();
  }

  private static Set<String> split(String text) {
    assertTrue(text.endsWith("\n"));
    return text.lines().collect(Collectors.toCollection(TreeSet::new));
  }

  private String scrape(DaemonSnapshot snapshot) {
    return metrics.scrape(snapshot, Metrics.contentType(""));
  }
}
