package io.preforkd.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The alerts for spamd: each says what an operator needs, and fires when it should. */
@Timeout(300)
class AlertsTest {
  private static final Path IMAGE = Path.of("target/preforkd");
  private static final Path RULES = IMAGE.resolve("config/spamd.alerts.yaml");
  private static final Path PLAYED = Path.of("src/test/resources/spamd.alerts.test.yaml");
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final Set<String> SEVERITIES = Set.of("warning", "critical");
  private static final String PAGE = "ops/docs/runbook.md#";

  @TempDir Path folder;

  @Test
  void everyAlertSaysHowGraveItIsAndWhatToDo() throws IOException {
    Map<String, String> alerts = alerts();
    assertTrue(alerts.size() >= 13, alerts.keySet().toString());
    Set<String> anchors = anchors();
    alerts.forEach(
        (name, rule) -> {
          assertTrue(SEVERITIES.contains(field("severity", rule)), name);
          assertTrue(!field("summary", rule).isEmpty(), name);
          assertTrue(!field("description", rule).isEmpty(), name);
          String page = field("runbook_url", rule);
          assertEquals(PAGE + name.toLowerCase(Locale.ROOT), page, name);
          assertTrue(anchors.contains(page.substring(PAGE.length())), name);
        });
  }

  @Test
  void theRunbookHasNoEntryWithoutAnAlertButItsFirstPage() throws IOException {
    List<String> headings = headings();
    assertEquals("Mail passes unscanned", headings.get(0));
    assertEquals(alerts().keySet(), new TreeSet<>(headings.subList(1, headings.size())));
  }

  @Test
  void everyLinkInTheRunbookHasItsHeading() throws IOException {
    Set<String> anchors = anchors();
    List<String> links = found("\\]\\(#([^)]+)\\)", runbook()).toList();
    assertTrue(links.size() > 10, links.toString());
    links.forEach(link -> assertTrue(anchors.contains(link), link));
  }

  @Test
  void everyAlertFiresWhenItShouldAndOnlyThen() throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), "promtool is missing");
    Files.copy(RULES, folder.resolve(RULES.getFileName()));
    Files.copy(PLAYED, folder.resolve(PLAYED.getFileName()));
    Process promtool =
        new ProcessBuilder(PROMTOOL.toString(), "test", "rules", PLAYED.getFileName().toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, promtool.waitFor(), said);
    assertTrue(said.endsWith("SUCCESS"), said);
  }

  @Test
  void everyAlertIsPlayed() throws IOException {
    String played = Files.readString(PLAYED);
    Set<String> fired =
        found("(?:alertname=\"|alertname: )(Spamd\\w+)", played)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(alerts().keySet(), fired);
  }

  /** The text of each rule by its name. */
  private static Map<String, String> alerts() throws IOException {
    return Stream.of(Files.readString(RULES).split("(?m)^ +- alert: ", -1))
        .skip(1)
        .collect(
            Collectors.toMap(
                rule -> rule.substring(0, rule.indexOf('\n')),
                rule -> rule,
                (one, two) -> {
                  throw new AssertionError("twice: " + one);
                },
                TreeMap::new));
  }

  private static String field(String name, String rule) {
    return found("(?m)^ +" + name + ": (.+)$", rule).findFirst().orElse("");
  }

  private static String runbook() throws IOException {
    return Files.readString(IMAGE.resolve("ops/docs/runbook.md"));
  }

  private static List<String> headings() throws IOException {
    return found("(?m)^## (.+)$", runbook()).toList();
  }

  /** As the usual renderers make them of headings. */
  private static Set<String> anchors() throws IOException {
    return headings().stream()
        .map(heading -> heading.toLowerCase(Locale.ROOT).replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static Stream<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(AlertsTest::firstGroup);
  }

  private static String firstGroup(MatchResult match) {
    return match.group(1);
  }
}
