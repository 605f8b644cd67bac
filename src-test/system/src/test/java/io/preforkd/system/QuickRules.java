package io.preforkd.system;

import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A copy of a file of alerts in which every duration, be it of a window, of {@code for} or of
 * {@code offset}, is divided by {@link #PACE}: the expressions are those of the file, and nobody
 * waits for an hour.
 */
final class QuickRules {
  /** A minute is three seconds, which are six scrapes. */
  private static final int PACE = 20;

  private static final Pattern DURATION = Pattern.compile("\\b(\\d+)([mh])\\b");
  private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");

  private final String rules;

  /**
   * @param file of the distribution
   */
  QuickRules(String file) throws IOException {
    this.rules = Files.readString(Image.root().resolve(file));
  }

  /** The path of the copy, which it writes to the test's folder. */
  String write(Stage stage) throws IOException {
    String quick = DURATION.matcher(rules).replaceAll(QuickRules::divided);
    return stage.write("quick.alerts.yaml", quick).toString();
  }

  private static String divided(MatchResult duration) {
    int seconds = duration.group(2).equals("h") ? 3600 : 60;
    return Integer.parseInt(duration.group(1)) * seconds / PACE + "s";
  }

  /** The alerts by their names. */
  Set<String> names() {
    return ALERT
        .matcher(rules)
        .results()
        .map(alert -> alert.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
