package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Metrics;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
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
  void everythingThatTheyNameIsPublished() throws IOException {
    Expressions alerts = new Expressions(RULES, metrics);
    alerts.namesArePublished(13);
    alerts.labelsArePublished(20);
    alerts.labelsOfSumsArePublished(10);
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
