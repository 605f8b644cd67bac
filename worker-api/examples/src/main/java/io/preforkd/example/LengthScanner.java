package io.preforkd.example;

import io.preforkd.spamd.scan.Message;
import io.preforkd.spamd.scan.MessageScanner;
import io.preforkd.spamd.scan.Verdict;
import java.util.List;
import java.util.Map;

/**
 * A service for spamc in one class: takes mails for spam whose subject is longer than the setting
 * {@code longest} says, 200 characters unless given.
 */
public final class LengthScanner implements MessageScanner {
  private static final String KEY = "longest";

  private int longest;

  @Override
  public void start(Map<String, String> settings) {
    String value = settings.getOrDefault(KEY, "200");
    if (!value.matches("\\d{1,6}")) {
      throw new IllegalArgumentException(
          KEY + ": \"" + value + "\" is wrong; give a number of characters, as 200");
    }
    longest = Integer.parseInt(value);
  }

  @Override
  public Verdict scan(Message message) {
    boolean tooLong =
        message.header("Subject").stream().anyMatch(subject -> subject.length() > longest);
    return tooLong ? Verdict.of(10, 5, List.of("LONG_SUBJECT")) : Verdict.of(0, 5, List.of());
  }
}
