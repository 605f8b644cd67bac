package io.preforkd.system.pages;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a page shows of an output, with dots for what varies. */
final class Shown {
  private static final String DOTS = "...";
  private static final String OTHERS = "(?:.*\n)*?";

  private final Pattern pattern;

  private Shown(String text, String between) {
    this.pattern =
        Pattern.compile(
            text.strip()
                .lines()
                .map(Shown::line)
                .collect(Collectors.joining(between, between, between)));
  }

  /** All of an output. */
  static Shown whole(String text) {
    return new Shown(text, "");
  }

  /**
   * Lines in this order, with any others between: a daemon has more to say, and says it when it
   * will.
   */
  static Shown among(String text) {
    return new Shown(text, OTHERS);
  }

  /** Whether the output is that, whatever blanks it has between words and lines at its end. */
  boolean is(String output) {
    String lines =
        output.strip().lines().map(line -> squeeze(line) + "\n").collect(Collectors.joining());
    return pattern.matcher(lines).matches();
  }

  private static String line(String text) {
    String line = squeeze(text);
    return line.equals(DOTS) ? OTHERS : words(line) + "\n";
  }

  private static String words(String line) {
    return Stream.of(line.split(Pattern.quote(DOTS), -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
  }

  private static String squeeze(String line) {
    return line.strip().replaceAll("\\s+", " ");
  }
}
