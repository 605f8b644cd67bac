package io.preforkd.spamd.rules;

import io.preforkd.spamd.protocol.Points;
import io.preforkd.spamd.scan.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The table of rules that SpamAssassin's reports have. */
final class Report {
  private Report() {}

  static String of(Verdict verdict, List<Rule> found) {
    StringBuilder text = new StringBuilder();
    text.append("Content analysis details:   (")
        .append(Points.score(verdict.score(), verdict.threshold()))
        .append(" points, ")
        .append(Points.text(verdict.threshold()))
        .append(" required)\n\n")
        .append(" pts rule name              description\n")
        .append("---- ---------------------- ")
        .append("-".repeat(50))
        .append('\n');
    found.stream()
        .sorted(Comparator.comparingDouble(Rule::score).reversed().thenComparing(Rule::name))
        .forEach(rule -> text.append(line(rule)));
    return text.append('\n').toString();
  }

  private static String line(Rule rule) {
    String points = Points.text(rule.score());
    String narrow = points.length() > 4 ? points.substring(0, points.length() - 2) : points;
    String line =
        String.format(Locale.ROOT, "%4s %-22s %s", narrow, rule.name(), rule.description());
    return line.stripTrailing() + "\n";
  }
}
