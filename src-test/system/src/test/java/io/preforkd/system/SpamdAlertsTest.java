package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Metrics;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An alert on what spamd does not publish never fires, and nobody notices. */
class SpamdAlertsTest {
  private static final String RULES = "config/spamd.alerts.yaml";
  private static final String REASONS = "Reasons of exits: ";

  @RegisterExtension final Stage stage = new Stage();

  private Metrics metrics;

  /** A mail, and a dead child, for the series of histograms and exits. */
  @BeforeEach
  void scrape() throws IOException {
    Engine.assumeThere();
    Preforkd daemon = new RealSpamd(stage).start(RealSpamd.withTls());
    String request = Engine.request("CHECK SPAMC/1.5", "User: ann\r\n", Engine.HAM);
    assertTrue(Engine.ask(daemon.port(), request).contains("Spam: False"));
    String scans = "spamd_scan_seconds_count{command=\"check\",pool=\"spamd\"}";
    Patience.until(scans, () -> daemon.metrics().value(scans) == 1);
    long child = Long.parseLong(daemon.log().await("spawned child process, pid (\\d+)").group(1));
    new ProcessView(child).signal("KILL");
    daemon.log().await("child pid \\[" + child + "\\] due to SIGCHLD: KILLED");
    metrics = daemon.metrics();
  }

  @Test
  void everyMetricThatTheyNameIsPublished() throws IOException {
    Set<String> named = names(found("\\b(?:preforkd|spamd)_\\w+", text(RULES)));
    assertTrue(named.size() >= 13, named.toString());
    named.removeAll(metrics.names());
    assertEquals(Set.of(), named);
  }

  @Test
  void allOfOursAreInTheDocument() throws IOException {
    Set<String> documented = names(found("(?m)(?<=^\\| `)spamd_\\w+", text("ops/docs/spamd.md")));
    Set<String> ours =
        metrics.names().stream()
            .filter(name -> name.startsWith("spamd_"))
            .map(name -> name.replaceFirst("_(bucket|count|sum)$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(documented, ours);
  }

  @Test
  void everyLabelThatTheySelectIsThereAndMayHaveThatValue() throws IOException {
    List<MatchResult> selectors =
        found("\\b((?:preforkd|spamd)_\\w+)\\{([^}]*)\\}", text(RULES)).toList();
    assertTrue(selectors.size() >= 20, selectors.toString());
    for (MatchResult selector : selectors) {
      List<MatchResult> matchers =
          found("(\\w+)(?:=~|!~|!=|=)\"([^\"]*)\"", selector.group(2)).toList();
      assertFalse(matchers.isEmpty(), selector.group());
      for (MatchResult matcher : matchers) {
        mayBe(selector.group(1), matcher.group(1), matcher.group(2).split("\\|", -1));
      }
    }
  }

  private void mayBe(String name, String label, String... values) throws IOException {
    Set<String> published = metrics.values(name, label);
    assertFalse(published.isEmpty(), name + " has no label " + label);
    String documented = documented(name);
    for (String value : values) {
      assertTrue(
          published.contains(value) || documented.contains("`" + value + "`"),
          name + " has no " + label + "=\"" + value + "\", but " + published);
    }
  }

  @Test
  void everyLabelThatTheySumOverIsThere() throws IOException {
    List<MatchResult> sums =
        found("without \\(([\\w, ]+)\\) \\((?:rate|increase)\\((\\w+)", text(RULES)).toList();
    assertTrue(sums.size() >= 10, sums.toString());
    for (MatchResult sum : sums) {
      for (String label : sum.group(1).split(", ", -1)) {
        assertFalse(metrics.values(sum.group(2), label).isEmpty(), sum.group());
      }
    }
  }

  /** The row of a metric, and what it refers to. */
  private static String documented(String name) throws IOException {
    String all = text("ops/docs/spamd.md") + text("ops/docs/operations.md");
    String row = found("(?m)^\\| `" + name + "` .*$", all).findFirst().orElseThrow().group();
    String reasons = all.substring(all.indexOf(REASONS));
    return row.contains("see below") ? reasons.substring(0, reasons.indexOf("\n\n")) : row;
  }

  private static String text(String document) throws IOException {
    return Files.readString(Image.root().resolve(document));
  }

  private static Stream<MatchResult> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results();
  }

  private static Set<String> names(Stream<MatchResult> found) {
    return found.map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
  }
}
