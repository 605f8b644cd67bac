package io.preforkd.spamd.scan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The fields of a mail before its first empty line. Bytes are taken for Latin-1. What is beyond the
 * first {@value #LONGEST} bytes counts as body, as with other mail programs, so that a mail that is
 * all head costs no more memory than others.
 */
public final class MailHead {
  /** Bytes; more than twice what Postfix takes. */
  public static final int LONGEST = 262_144;

  private final ByteBuffer bytes;
  private final int end;
  private final List<Field> fields = new ArrayList<>();
  private boolean ended;

  /** Of the mail from the buffer's position to its limit. */
  public MailHead(ByteBuffer mail) {
    bytes = mail.slice();
    end = read();
  }

  /** Bytes of the head, without the empty line. */
  public int length() {
    return end;
  }

  /** Whether an empty line follows. */
  public boolean isEnded() {
    return ended;
  }

  /** The end of its lines: that of the first one. */
  public String lineEnd() {
    int first = lineEnd(0, bytes.limit());
    return first >= 2 && bytes.get(first - 2) == '\r' ? "\r\n" : "\n";
  }

  /** All fields, in order. */
  public List<Field> fields() {
    return List.copyOf(fields);
  }

  /** The values of all fields of a name, in any case, in order. */
  public List<String> values(String name) {
    return fields.stream()
        .filter(field -> field.name.equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  private int read() {
    int most = Math.min(bytes.limit(), LONGEST);
    int at = 0;
    while (at < most) {
      int next = lineEnd(at, most);
      if (isEmpty(at, next)) {
        ended = true;
        return at;
      }
      take(at, next);
      at = next;
    }
    return at;
  }

  /** A line that begins with white space goes on with the field before it. */
  private void take(int from, int to) {
    byte first = bytes.get(from);
    if (first == ' ' || first == '\t') {
      if (!fields.isEmpty() && fields.get(fields.size() - 1).to == from) {
        fields.get(fields.size() - 1).to = to;
      }
      return;
    }
    int colon = from;
    while (colon < to && bytes.get(colon) != ':') {
      colon++;
    }
    String name = text(from, colon).stripTrailing();
    if (colon < to && isName(name)) {
      fields.add(new Field(name, from, colon + 1, to));
    }
  }

  /** Other than that of an envelope line, {@code From joe Sun Nov 22 08:00}. */
  private static boolean isName(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  private boolean isEmpty(int from, int to) {
    int length = to - from;
    return bytes.get(to - 1) == '\n' && (length == 1 || (length == 2 && bytes.get(from) == '\r'));
  }

  /** Behind the line feed, or {@code most} if there is none. */
  private int lineEnd(int from, int most) {
    for (int i = from; i < most; i++) {
      if (bytes.get(i) == '\n') {
        return i + 1;
      }
    }
    return most;
  }

  private String text(int from, int to) {
    byte[] copy = new byte[to - from];
    bytes.get(from, copy);
    return new String(copy, StandardCharsets.ISO_8859_1);
  }

  /** One field, with the lines that go on with it. */
  public final class Field {
    private final String name;
    private final int from;
    private final int value;
    private int to;

    private Field(String name, int from, int value, int to) {
      this.name = name;
      this.from = from;
      this.value = value;
      this.to = to;
    }

    /** As it stands there. */
    public String name() {
      return name;
    }

    /** In lower case, since case does not matter. */
    public String key() {
      return name.toLowerCase(Locale.ROOT);
    }

    /** Unfolded: line ends are left out; without white space at both ends. */
    public String value() {
      return text(value, to).replace("\r\n", "").replace("\n", "").strip();
    }

    /** Where it begins in the mail. */
    public int from() {
      return from;
    }

    /** Where what follows it begins. */
    public int to() {
      return to;
    }
  }
}
