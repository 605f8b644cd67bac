package io.preforkd.spamd.host.options;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a command line by the rules of Perl's Getopt::Long, configured with {@code bundling}, as
 * spamd does: letters behind one dash may stand together, the last one with its value; long names
 * may be shortened as long as they are unambiguous, and their case does not matter; what is no
 * option is passed over. A fault does not end the reading, and what is left of a bundle behind it
 * is read as options again. All of that can be seen by callers, so it is copied rather than
 * repaired; a test compares the two on random command lines.
 */
final class Getopt {
  /** What was read. */
  sealed interface Event {}

  /** An option by its canonical name; a flag has the value 1, or 0 if it was undone. */
  record Given(String option, String value) implements Event {}

  /** A fault, in Getopt::Long's words. */
  record Complaint(String text) implements Event {}

  private static final String END = "--";
  private static final String LONG = "--";
  private static final Pattern START = Pattern.compile("(--|-|\\+)(.*)", Pattern.DOTALL);
  private static final Pattern NUMBER =
      Pattern.compile("([-+]?_*[0-9][0-9_]*)(.*)", Pattern.DOTALL);

  private final OptionNames names;
  private final Deque<String> left;
  private final List<Event> events = new ArrayList<>();

  private Getopt(OptionNames names, Collection<String> arguments) {
    this.names = names;
    this.left = new ArrayDeque<>(arguments);
  }

  /** Reads all arguments; the events are in their order. */
  static List<Event> read(OptionNames names, Collection<String> arguments) {
    Getopt getopt = new Getopt(names, arguments);
    getopt.readAll();
    return getopt.events;
  }

  private void readAll() {
    for (String next = left.poll(); next != null && !next.equals(END); next = left.poll()) {
      Matcher parts = START.matcher(next);
      if (!next.equals("-") && parts.matches()) {
        read(parts.group(1), parts.group(2));
      }
    }
  }

  private void read(String starter, String text) {
    if (starter.equals("-")) {
      readLetter(text);
    } else {
      readLong(starter, text);
    }
  }

  /** The rest of a bundle is an option's value, or more options. */
  private void readLetter(String bundle) {
    String letter = bundle.substring(0, 1);
    Optional<String> rest = Optional.of(bundle.substring(1)).filter(text -> !text.isEmpty());
    Optional<OptionNames.Meaning> meaning = names.exactly(letter);
    if (meaning.isEmpty()) {
      complain("Unknown option: " + letter);
      rest.ifPresent(this::pushBack);
    } else if (!meaning.get().spec().kind().takesValue()) {
      give(meaning.get(), meaning.get().flag());
      rest.ifPresent(this::pushBack);
    } else {
      readValue(meaning.get(), letter, rest, Optional.empty());
    }
  }

  /** Behind a plus there is no value in the same argument. */
  private void readLong(String starter, String text) {
    int equals = starter.equals(LONG) ? text.indexOf('=', 1) : -1;
    String name = (equals < 0 ? text : text.substring(0, equals)).toLowerCase(Locale.ROOT);
    Optional<String> value =
        equals < 0 ? Optional.empty() : Optional.of(text.substring(equals + 1));
    if (name.isEmpty()) {
      complain("Missing option after " + starter);
      return;
    }
    OptionNames.Match match = names.find(name);
    if (match.isAmbiguous()) {
      complain("Option " + name + " is ambiguous (" + String.join(", ", match.candidates()) + ")");
    } else if (match.meaning().isEmpty()) {
      complain(
          "Unknown option: "
              + (starter.equals(LONG) ? asGiven(text, equals) : name.substring(0, 1)));
    } else {
      readLong(match.meaning().get(), match.name(), value);
    }
  }

  private static String asGiven(String text, int equals) {
    return (equals < 0 ? text : text.substring(0, equals)).toLowerCase(Locale.ROOT);
  }

  private void readLong(OptionNames.Meaning meaning, String name, Optional<String> value) {
    if (meaning.spec().kind().takesValue()) {
      readValue(meaning, name, Optional.empty(), value);
    } else if (value.isPresent()) {
      complain("Option " + name + " does not take an argument");
    } else {
      give(meaning, meaning.flag());
    }
  }

  /**
   * @param rest of the bundle
   * @param attached by an equals sign
   */
  private void readValue(
      OptionNames.Meaning meaning, String name, Optional<String> rest, Optional<String> attached) {
    boolean isMissing =
        attached.isPresent() ? attached.get().isEmpty() : rest.isEmpty() && left.isEmpty();
    if (isMissing) {
      withoutValue(meaning, name);
    } else if (meaning.spec().kind().isNumber()) {
      readNumber(meaning, name, rest, attached);
    } else {
      give(meaning, rest.or(() -> attached).orElseGet(() -> nextText(meaning)));
    }
  }

  private void withoutValue(OptionNames.Meaning meaning, String name) {
    if (meaning.spec().kind().mustHaveValue()) {
      complain("Option " + name + " requires an argument");
    } else {
      give(meaning, nothing(meaning));
    }
  }

  private static String nothing(OptionNames.Meaning meaning) {
    return meaning.spec().kind().isNumber() ? "0" : "";
  }

  /** A value that may be missing is not one that looks like an option. */
  private String nextText(OptionNames.Meaning meaning) {
    boolean mayBeMissing = !meaning.spec().kind().mustHaveValue();
    if (mayBeMissing && looksLikeOption(left.element())) {
      return nothing(meaning);
    }
    return left.remove();
  }

  private static boolean looksLikeOption(String text) {
    Matcher parts = START.matcher(text);
    return text.equals(END) || (!text.equals("-") && parts.matches() && text.length() > 1);
  }

  private void readNumber(
      OptionNames.Meaning meaning, String name, Optional<String> rest, Optional<String> attached) {
    String text = rest.or(() -> attached).orElseGet(left::remove);
    Matcher number = NUMBER.matcher(text);
    boolean isNumber = number.matches() && (rest.isPresent() || number.group(2).isEmpty());
    if (isNumber) {
      give(meaning, rest.isPresent() ? leading(number.group(1)) : whole(number.group(1)));
      rest.map(all -> number.group(2)).filter(more -> !more.isEmpty()).ifPresent(this::pushBack);
    } else if (attached.isPresent() || meaning.spec().kind().mustHaveValue()) {
      complain("Value \"" + text + "\" invalid for option " + name + " (number expected)");
      rest.ifPresent(this::pushBack);
    } else {
      left.push(rest.map(more -> "-" + more).orElse(text));
      give(meaning, nothing(meaning));
    }
  }

  private static String whole(String digits) {
    return canonical(digits.replace("_", ""));
  }

  /** In a bundle Getopt::Long leaves the underscores to Perl, for which a number ends there. */
  private static String leading(String digits) {
    Matcher plain = Pattern.compile("[-+]?[0-9]+").matcher(digits);
    return plain.lookingAt() ? canonical(plain.group()) : "0";
  }

  private static String canonical(String digits) {
    return new BigInteger(digits).toString();
  }

  private void pushBack(String letters) {
    left.push("-" + letters);
  }

  private void give(OptionNames.Meaning meaning, String value) {
    events.add(new Given(meaning.spec().canonical(), value));
  }

  private void complain(String text) {
    events.add(new Complaint(text));
  }
}
