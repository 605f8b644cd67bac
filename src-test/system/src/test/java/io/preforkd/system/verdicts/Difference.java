package io.preforkd.system.verdicts;

/**
 * Where two servers differ.
 *
 * @param name of the reply or whatever it is: mail, command and version
 * @param expected what the first said
 * @param actual what the other said
 */
public record Difference(String name, String expected, String actual) {
  private static final int BEFORE = 40;
  private static final int BEHIND = 120;

  /** The name, and the first bytes that differ. */
  @Override
  public String toString() {
    int at = first();
    return "%s, from byte %d%n  expected: %s%n  but was:  %s"
        .formatted(name, at, part(expected, at), part(actual, at));
  }

  private int first() {
    int at = 0;
    int end = Math.min(expected.length(), actual.length());
    while (at < end && expected.charAt(at) == actual.charAt(at)) {
      at++;
    }
    return at;
  }

  private static String part(String text, int at) {
    String part = text.substring(Math.max(0, at - BEFORE), Math.min(text.length(), at + BEHIND));
    return part.replace("\r", "\\r").replace("\n", "\\n");
  }
}
