package io.preforkd.server.log;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a line is about, by the name with which it begins.
 *
 * @param text the whole name, such as {@code pool=web slot=3 gen=17 pid=4242}
 */
record Subject(
    String text,
    String pool,
    Optional<Integer> slot,
    Optional<Long> generation,
    Optional<String> hook,
    Optional<Integer> pid) {
  private static final Pattern NAME =
      Pattern.compile(
          "pool=(\\S+)(?: slot=(\\d{1,9}))?(?: gen=(\\d{1,18}))?(?: hook=(\\S+)| template)?(?: pid=(\\d{1,9}))?"
              + "(?= |$)");

  /** Empty if the line begins with nobody's name. */
  static Optional<Subject> of(String line) {
    Matcher name = NAME.matcher(line);
    if (!line.startsWith("pool=") || !name.lookingAt()) {
      return Optional.empty();
    }
    return Optional.of(
        new Subject(
            name.group(),
            name.group(1),
            Optional.ofNullable(name.group(2)).map(Integer::valueOf),
            Optional.ofNullable(name.group(3)).map(Long::valueOf),
            Optional.ofNullable(name.group(4)),
            Optional.ofNullable(name.group(5)).map(Integer::valueOf)));
  }
}
