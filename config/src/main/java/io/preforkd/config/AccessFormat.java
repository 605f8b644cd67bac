package io.preforkd.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line of an access log looks like: text, and fields by the letters of php-fpm's {@code
 * access.format} as far as they fit.
 *
 * @param text as it was written
 * @param parts in their order
 */
public record AccessFormat(String text, List<Part> parts) {
  private static final Pattern FIELD = Pattern.compile("%(?:\\{([^}]*)\\})?(.)", Pattern.DOTALL);

  private static final Map<String, Unit> UNITS =
      Map.of(
          "", Unit.SECONDS,
          "seconds", Unit.SECONDS,
          "milliseconds", Unit.MILLISECONDS,
          "miliseconds", Unit.MILLISECONDS,
          "milli", Unit.MILLISECONDS,
          "mili", Unit.MILLISECONDS,
          "microseconds", Unit.MICROSECONDS,
          "micro", Unit.MICROSECONDS);

  /** As {@code access.format} has it where it says nothing else. */
  private static final String USUAL_TIME = "%d/%b/%Y:%H:%M:%S %z";

  private static final String KNOWN = "%c %d %g %L %n %p %P %s %S %t %T %%";

  /** Of strftime(3); its {@code %n} and {@code %t} are control characters. */
  private static final String OF_TIME = "aAbBcCdDeFGhHIjklLmMprRsSTuVwxXyYzZ%";

  private static final String OF_PHP = "CefhlmMoqQrRu";

  public AccessFormat {
    parts = List.copyOf(parts);
  }

  /** A piece of a line. */
  public sealed interface Part {}

  /** What stands there as it is. */
  public record Literal(String text) implements Part {}

  /** What is known of the connection. */
  public enum Field implements Part {
    /** {@code %c}: how many connections the child has accepted, this one counted. */
    CONNECTION,
    /** {@code %g}: the child's generation. */
    GENERATION,
    /** {@code %L}: the listener's name. */
    LISTENER,
    /** {@code %n}: the pool's name. */
    POOL,
    /** {@code %p}: the child's pid. */
    PID,
    /** {@code %P}: the daemon's pid. */
    PARENT,
    /** {@code %s}: how it has ended. */
    OUTCOME,
    /** {@code %S}: the child's slot. */
    SLOT
  }

  /** {@code %d}: how long the child held it. */
  public record Duration(Unit unit) implements Part {}

  /** Of durations. */
  public enum Unit {
    SECONDS,
    MILLISECONDS,
    MICROSECONDS
  }

  /**
   * {@code %t} and {@code %T}: when it began or ended.
   *
   * @param format of strftime(3)
   */
  public record Time(boolean isEnd, String format) implements Part {}

  static AccessFormat parse(String text) throws BadValue {
    if (text.chars().anyMatch(c -> c < ' ')) {
      throw new BadValue("a line cannot contain a control character", "remove it");
    }
    List<Part> parts = new ArrayList<>();
    int done = 0;
    for (Matcher field = FIELD.matcher(text); field.find(done); done = field.end()) {
      literal(text.substring(done, field.start()), parts);
      parts.add(part(field.group(1), field.group(2).charAt(0)));
    }
    literal(text.substring(done), parts);
    return new AccessFormat(text, parts);
  }

  private static void literal(String text, List<Part> parts) throws BadValue {
    if (text.indexOf('%') >= 0) {
      throw new BadValue("no letter stands behind a per cent sign", "write two for one");
    }
    if (!text.isEmpty()) {
      parts.add(new Literal(text));
    }
  }

  private static Part part(String argument, char letter) throws BadValue {
    return switch (letter) {
      case 'd' -> new Duration(unit(argument == null ? "" : argument));
      case 't', 'T' -> new Time(letter == 'T', argument == null ? USUAL_TIME : time(argument));
      default -> plain(argument, letter);
    };
  }

  private static Part plain(String argument, char letter) throws BadValue {
    Part part =
        switch (letter) {
          case '%' -> new Literal("%");
          case 'c' -> Field.CONNECTION;
          case 'g' -> Field.GENERATION;
          case 'L' -> Field.LISTENER;
          case 'n' -> Field.POOL;
          case 'p' -> Field.PID;
          case 'P' -> Field.PARENT;
          case 's' -> Field.OUTCOME;
          case 'S' -> Field.SLOT;
          default -> throw unknown(letter);
        };
    if (argument != null) {
      throw new BadValue("%" + letter + " takes no {" + argument + "}", "remove the braces");
    }
    return part;
  }

  private static String time(String format) throws BadValue {
    for (int at = format.indexOf('%'); at >= 0; at = format.indexOf('%', at + 2)) {
      String letter = format.substring(at + 1, Math.min(at + 2, format.length()));
      if (letter.isEmpty() || !OF_TIME.contains(letter)) {
        throw new BadValue(
            "%" + letter + " in %{" + format + "} is no field of a time that is known",
            "there are " + OF_TIME.replaceAll("(?=.)", " %").strip());
      }
    }
    return format;
  }

  private static BadValue unknown(char letter) {
    return OF_PHP.indexOf(letter) < 0
        ? new BadValue("%" + letter + " is not known", "there are " + KNOWN)
        : new BadValue(
            "%" + letter + " tells of a request or a client, which the worker alone sees",
            "have the worker log it; there are " + KNOWN);
  }

  private static Unit unit(String word) throws BadValue {
    Unit unit = UNITS.get(word);
    if (unit == null) {
      throw new BadValue(
          "\"" + word + "\" is no unit of %d", "give seconds, milliseconds or microseconds");
    }
    return unit;
  }
}
