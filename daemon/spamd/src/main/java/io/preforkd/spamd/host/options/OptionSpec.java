package io.preforkd.spamd.host.options;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One option, as Getopt::Long is told of it.
 *
 * @param names the first is the canonical one
 */
record OptionSpec(List<String> names, Kind kind) {
  private static final Pattern FORM = Pattern.compile("([^=:!]+)(!|=s|=i|:s|:i)?");

  /** What stands behind the names. */
  enum Kind {
    /** Nothing: it is given or not. */
    FLAG(""),
    /** It may be undone by {@code no} before its name. */
    NEGATABLE("!"),
    TEXT("=s"),
    NUMBER("=i"),
    OPTIONAL_TEXT(":s"),
    OPTIONAL_NUMBER(":i");

    private final String mark;

    Kind(String mark) {
      this.mark = mark;
    }

    private static Kind of(String mark) {
      return List.of(values()).stream().filter(k -> k.mark.equals(mark)).findFirst().orElseThrow();
    }

    boolean takesValue() {
      return this != FLAG && this != NEGATABLE;
    }

    boolean mustHaveValue() {
      return this == TEXT || this == NUMBER;
    }

    boolean isNumber() {
      return this == NUMBER || this == OPTIONAL_NUMBER;
    }
  }

  /** Reads Getopt::Long's own notation, such as {@code port|p=s}. */
  static OptionSpec of(String notation) {
    Matcher parts = FORM.matcher(notation);
    if (!parts.matches()) {
      throw new IllegalArgumentException(notation);
    }
    String mark = parts.group(2) == null ? "" : parts.group(2);
    return new OptionSpec(List.of(parts.group(1).split("\\|", -1)), Kind.of(mark));
  }

  String canonical() {
    return names.get(0);
  }
}
