package io.preforkd.spamd.rules;

import com.google.re2j.Pattern;
import io.preforkd.spamd.scan.MailHead;
import io.preforkd.spamd.scan.Message;
import io.preforkd.spamd.scan.MessageScanner;
import io.preforkd.spamd.scan.Values;
import io.preforkd.spamd.scan.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds up the scores of the rules that are found in a mail. Settings: {@code rules}, a file, else
 * those that come with it; {@code threshold}, else that of the file; {@code scan-size}, of which
 * rules for the whole mail see no more, since expressions in linear time are still not fast. It
 * finds GTUBE, the test mail of all spam filters, whatever the rules are. For any number of
 * threads.
 */
public final class RulesScanner implements MessageScanner {
  private static final Rule GTUBE =
      new Rule(
          "GTUBE",
          Optional.empty(),
          Optional.of(
              Pattern.compile(
                  Pattern.quote(
                      "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"))),
          1000,
          "Generic Test for Unsolicited Bulk Email");

  private static final String OWN = "spamd.rules";
  private static final String SCAN_SIZE = "1MiB";

  private final List<Rule> ofWholeMail = new ArrayList<>();
  private final Map<String, List<Rule>> ofField = new HashMap<>();
  private double threshold;
  private int scanSize;

  @Override
  public void start(Map<String, String> settings) throws IOException {
    Map<String, String> rest = new HashMap<>(settings);
    Rules rules = rules(rest.remove("rules"));
    String points = rest.remove("threshold");
    threshold = points == null ? rules.threshold() : Values.points("threshold", points);
    String size = rest.remove("scan-size");
    scanSize = Values.size("scan-size", size == null ? SCAN_SIZE : size);
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no setting "
              + rest.keySet().iterator().next()
              + "; the scanner's are rules, threshold and scan-size");
    }
    ofWholeMail.add(GTUBE);
    rules.rules().forEach(this::add);
  }

  @Override
  public Verdict scan(Message message) {
    List<Rule> found = found(message);
    double score = found.stream().mapToDouble(Rule::score).sum();
    Verdict verdict =
        Verdict.of(score, threshold, found.stream().map(Rule::name).sorted().toList());
    return verdict.withReport(() -> Report.of(verdict, found));
  }

  private List<Rule> found(Message message) {
    List<Rule> found = new ArrayList<>();
    for (MailHead.Field field : message.head().fields()) {
      for (Rule rule : ofField.getOrDefault(field.key(), List.of())) {
        if (!found.contains(rule) && rule.isFoundIn(field.value())) {
          found.add(rule);
        }
      }
    }
    Latin1 whole = new Latin1(message.bytes().limit(Math.min(scanSize, message.size())));
    ofWholeMail.stream().filter(rule -> rule.isFoundIn(whole)).forEach(found::add);
    return found;
  }

  private void add(Rule rule) {
    if (rule.name().equals(GTUBE.name())) {
      throw new IllegalArgumentException(
          "rules: GTUBE is always there; give your rule another name");
    }
    rule.field()
        .map(field -> ofField.computeIfAbsent(field, any -> new ArrayList<>()))
        .orElse(ofWholeMail)
        .add(rule);
  }

  private static Rules rules(String file) throws IOException {
    if (file == null) {
      return RulesReader.read(OWN, own());
    }
    try {
      return RulesReader.read(file, Files.readAllBytes(Path.of(file)));
    } catch (IOException e) {
      throw new IllegalArgumentException("rules: " + file + " cannot be read: " + e, e);
    }
  }

  private static byte[] own() throws IOException {
    try (InputStream in = RulesScanner.class.getResourceAsStream(OWN)) {
      return in.readAllBytes();
    }
  }
}
