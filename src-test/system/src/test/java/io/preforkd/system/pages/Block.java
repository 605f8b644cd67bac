package io.preforkd.system.pages;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a page.
 *
 * @param place the page and the line, for messages
 * @param language the first word behind the fence
 * @param mark the other words behind it; empty if there are none
 * @param text what is in it, with the end of its last line
 * @param above the last line before it that is not empty
 */
record Block(String place, String language, String mark, String text, String above) {
  private static final Pattern FILE = Pattern.compile("`([\\w./-]+)`:$");
  private static final Pattern EXIT = Pattern.compile("exit-(\\d+)");
  private static final Pattern TERMINAL = Pattern.compile("terminal-\\d+");
  private static final String BY_HAND = "by-hand ";

  boolean isTyped() {
    return language.equals("sh");
  }

  boolean isShown() {
    return language.equals("text");
  }

  /** Typed again and again until it prints what the next block shows. */
  boolean isRepeated() {
    return mark.equals("repeat");
  }

  /** Typed by no test, for the reason that the mark names. */
  boolean isByHand() {
    return mark.startsWith(BY_HAND);
  }

  /** The terminal of its own in which it is typed, or shown. */
  Optional<String> terminal() {
    return TERMINAL.matcher(mark).matches() ? Optional.of(mark) : Optional.empty();
  }

  /** The exit code of the last command that fails; 0 if none does. */
  int exitCode() {
    Matcher exit = EXIT.matcher(mark);
    return exit.matches() ? Integer.parseInt(exit.group(1)) : 0;
  }

  /** The file that the line above tells to write; a block of another kind is an illustration. */
  Optional<String> file() {
    Matcher name = FILE.matcher(above);
    return name.find() ? Optional.of(name.group(1)) : Optional.empty();
  }

  /**
   * A mark that has no meaning would be a block that is tested otherwise than its author thinks.
   */
  boolean isUnderstood() {
    if (isTyped()) {
      return mark.isEmpty()
          || isRepeated()
          || isByHand()
          || terminal().isPresent()
          || EXIT.matcher(mark).matches();
    }
    return !language.isEmpty() && (mark.isEmpty() || (isShown() && terminal().isPresent()));
  }
}
