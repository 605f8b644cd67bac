package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a file for Prometheus or Grafana asks for, and whether a scrape has it. */
final class Expressions {
  private static final String NAME = "\\b(?:preforkd|process|spamd)_\\w+";
  private static final String REASONS = "Reasons of exits: ";

  private final String text;
  private final Metrics metrics;

  /**
   * @param file of the distribution
   */
  Expressions(String file, Metrics metrics) throws IOException {
    this.text = document(file).replace("\\\"", "\"");
    this.metrics = metrics;
  }

  /** Every metric that is named is published; at least so many are named. */
  void namesArePublished(int least) {
    Set<String> named =
        found(NAME, text).map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    assertTrue(named.size() >= least, named.toString());
    named.removeAll(metrics.names());
    assertEquals(Set.of(), named);
  }

  /** Every label that is selected by is there, and may have that value; at least so many are. */
  void labelsArePublished(int least) throws IOException {
    List<MatchResult> selectors = found("(" + NAME + ")\\{([^}]*)\\}", text).toList();
    assertTrue(selectors.size() >= least, selectors.toString());
    for (MatchResult selector : selectors) {
      List<MatchResult> matchers =
          found("(\\w+)(?:=~|!~|!=|=)\"([^\"]*)\"", selector.group(2)).toList();
      assertFalse(matchers.isEmpty(), selector.group());
      for (MatchResult matcher : matchers) {
        if (!isOfPrometheus(matcher.group(1))) {
          mayBe(selector.group(1), matcher.group(1), matcher.group(2));
        }
      }
    }
  }

  /** Labels that Prometheus adds to what it scrapes. */
  private static boolean isOfPrometheus(String label) {
    return Set.of("job", "instance").contains(label);
  }

  private void mayBe(String name, String label, String choice) throws IOException {
    Set<String> published = metrics.values(name, label);
    assertFalse(published.isEmpty(), name + " has no label " + label);
    if (choice.startsWith("$")) {
      return; // a variable of the dashboard, filled with what is there
    }
    String documented = documented(name);
    for (String value : choice.split("\\|", -1)) {
      assertTrue(
          published.contains(value) || documented.contains("`" + value + "`"),
          name + " has no " + label + "=\"" + value + "\", but " + published);
    }
  }

  /** Every label that is summed over, or by, is there; at least so many sums are. */
  void labelsOfSumsArePublished(int least) {
    List<MatchResult> sums =
        found("(?:by|without) \\(([\\w, ]+)\\) \\((?:(?:rate|increase)\\()?(" + NAME + ")", text)
            .toList();
    assertTrue(sums.size() >= least, sums.toString());
    for (MatchResult sum : sums) {
      for (String label : sum.group(1).split(", ", -1)) {
        boolean isThere = !metrics.values(sum.group(2), label).isEmpty();
        assertTrue(isThere || isOfPrometheus(label), sum.group());
      }
    }
  }

  /** The row of a metric, and what it refers to. */
  private static String documented(String name) throws IOException {
    String all = document("ops/docs/spamd.md") + document("ops/docs/operations.md");
    String row = found("(?m)^\\| `" + name + "` .*$", all).findFirst().orElseThrow().group();
    String reasons = all.substring(all.indexOf(REASONS));
    return row.contains("see below") ? reasons.substring(0, reasons.indexOf("\n\n")) : row;
  }

  private static String document(String file) throws IOException {
    return Files.readString(Image.root().resolve(file));
  }

  private static Stream<MatchResult> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results();
  }
}
