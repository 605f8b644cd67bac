package io.preforkd.spamd.protocol;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of a request. As in spamd it is looked for anywhere in the line, in the order of
 * {@link #FORMS}, and its version is the number with which the rest begins, 0 if it is none.
 *
 * @param version 1.5 of {@code SPAMC/1.5}
 */
public record RequestLine(Command command, double version) {
  private static final Pattern[] FORMS = {
    form("PROCESS|CHECK|SYMBOLS|REPORT|HEADERS|REPORT_IFSPAM"), form("TELL"), form("SKIP|PING")
  };

  private static final Pattern NUMBER =
      Pattern.compile("\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)");

  /**
   * Reads a line.
   *
   * @param line without its end
   * @return empty if it is no request
   */
  public static Optional<RequestLine> of(String line) {
    for (Pattern form : FORMS) {
      Matcher found = form.matcher(line);
      if (found.find()) {
        return Optional.of(
            new RequestLine(Command.valueOf(found.group(1)), number(found.group(2))));
      }
    }
    return Optional.empty();
  }

  /** Whether header lines and an empty one follow. */
  public boolean hasHeaders() {
    return switch (command) {
      case TELL -> true;
      case PING, SKIP -> version >= 1.5;
      default -> version > 1.0;
    };
  }

  /** Whether the client understands an answer with more than one header line. */
  public boolean takesHeaders() {
    return version >= 1.3;
  }

  /** Whether the client understands a Content-length in an answer. */
  public boolean takesLength() {
    return version >= 1.2;
  }

  private static Pattern form(String commands) {
    return Pattern.compile("(" + commands + ") SPAMC/(.*)", Pattern.UNIX_LINES);
  }

  private static double number(String text) {
    Matcher found = NUMBER.matcher(text);
    return found.lookingAt() ? Double.parseDouble(found.group(1)) : 0;
  }
}
