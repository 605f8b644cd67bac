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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The alerts: each says what an operator needs, and fires when it should. */
@Timeout(300)
class AlertsTest {
  private static final Path IMAGE = Path.of("target/preforkd");
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final Set<String> SEVERITIES = Set.of("warning", "critical");

  /** A file of rules, and the runbook that belongs to it. */
  enum Rules {
    PREFORKD("preforkd", "runbook-pools.md", "How to ask"),
    SPAMD("spamd", "runbook.md", "Mail passes unscanned");

    private final String name;
    private final String page;
    private final String first;

    Rules(String name, String page, String first) {
      this.name = name;
      this.page = "ops/docs/" + page;
      this.first = first;
    }

    private Path file() {
      return IMAGE.resolve("config/" + name + ".alerts.yaml");
    }

    private Path played() {
      return Path.of("src/test/resources/" + name + ".alerts.test.yaml");
    }

    /** What every name begins with. */
    private String prefix() {
      return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void everyAlertSaysHowGraveItIsAndWhatToDo(Rules rules) throws IOException {
    Map<String, String> alerts = alerts(rules);
    assertTrue(alerts.size() >= 10, alerts.keySet().toString());
    Set<String> anchors = anchors(rules);
    alerts.forEach(
        (name, rule) -> {
          assertTrue(SEVERITIES.contains(field("severity", rule)), name);
          assertTrue(!field("summary", rule).isEmpty(), name);
          assertTrue(!field("description", rule).isEmpty(), name);
          String anchor = name.toLowerCase(Locale.ROOT);
          assertEquals(rules.page + "#" + anchor, field("runbook_url", rule), name);
          assertTrue(anchors.contains(anchor), name);
        });
  }

  @ParameterizedTest
  @EnumSource
  void theRunbookHasNoEntryWithoutAnAlertButItsFirstPage(Rules rules) throws IOException {
    List<String> headings = headings(rules);
    assertEquals(rules.first, headings.get(0));
    assertEquals(alerts(rules).keySet(), new TreeSet<>(headings.subList(1, headings.size())));
  }

  @ParameterizedTest
  @EnumSource
  void everyLinkInTheRunbookHasItsHeading(Rules rules) throws IOException {
    Set<String> anchors = anchors(rules);
    List<String> links = found("\\]\\(#([^)]+)\\)", runbook(rules)).toList();
    assertTrue(links.size() > 3, links.toString());
    links.forEach(link -> assertTrue(anchors.contains(link), link));
  }

  @ParameterizedTest
  @EnumSource
  void everyAlertFiresWhenItShouldAndOnlyThen(Rules rules) throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), "promtool is missing");
    Files.copy(rules.file(), folder.resolve(rules.file().getFileName()));
    Path played = rules.played().getFileName();
    Files.copy(rules.played(), folder.resolve(played));
    Process promtool =
        new ProcessBuilder(PROMTOOL.toString(), "test", "rules", played.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, promtool.waitFor(), said);
    assertTrue(said.endsWith("SUCCESS"), said);
  }

  @ParameterizedTest
  @EnumSource
  void everyAlertIsPlayed(Rules rules) throws IOException {
    String played = Files.readString(rules.played());
    Set<String> fired =
        found("(?:alertname=\"|alertname: )(" + rules.prefix() + "\\w+)", played)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(alerts(rules).keySet(), fired);
  }

  /** The text of each rule by its name. */
  private static Map<String, String> alerts(Rules rules) throws IOException {
    return Stream.of(Files.readString(rules.file()).split("(?m)^ +- alert: ", -1))
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

  private static String runbook(Rules rules) throws IOException {
    return Files.readString(IMAGE.resolve(rules.page));
  }

  private static List<String> headings(Rules rules) throws IOException {
    return found("(?m)^## (.+)$", runbook(rules)).toList();
  }

  /** As the usual renderers make them of headings. */
  private static Set<String> anchors(Rules rules) throws IOException {
    return headings(rules).stream()
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
