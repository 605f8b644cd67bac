package io.preforkd.spamd.protocol;

import io.preforkd.spamd.protocol.Tell.Store;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The header lines of a request, taken one by one, each judged as it comes. Names are
 * case-sensitive, unknown ones are passed over, of several of one name the last counts. A line may
 * end in LF alone, but the empty line that ends them must end in CRLF: all that is spamd's way.
 */
public final class RequestHeaders {
  private static final Pattern NAME_AND_VALUE = Pattern.compile(":[ \t\n\r\f\u000b]*");
  private static final Pattern DIGITS = Pattern.compile("\\d*");

  private final int most;
  private int count;
  private BodyLength length;
  private String user = "";
  private boolean compressed;
  private String messageClass;
  private Set<Store> set = EnumSet.noneOf(Store.class);
  private Set<Store> remove = EnumSet.noneOf(Store.class);

  /**
   * Of a request that has none so far.
   *
   * @param most how many header lines there may be
   */
  public RequestHeaders(int most) {
    this.most = most;
  }

  /**
   * Takes the next line.
   *
   * @param line with its end
   * @return whether it was the empty one that ends them
   */
  public boolean isEndedBy(String line) throws Refusal {
    String text = line.endsWith("\r\n") ? line.substring(0, line.length() - 2) : line;
    if (text.isEmpty()) {
      return true;
    }
    String[] parts = NAME_AND_VALUE.split(text, 2);
    if (parts.length < 2) {
      throw Refusal.protocol("(header not in 'Name: value' format)");
    }
    take(parts[0], parts[1]);
    if (++count > most) {
      throw Refusal.protocol("(too many headers)").ofLimit();
    }
    return false;
  }

  /** The length that the client says; empty if the message ends with the input. */
  public Optional<BodyLength> length() {
    return Optional.ofNullable(length);
  }

  /** The user for whom the message is; empty if the client does not say. */
  public String user() {
    return user;
  }

  /** Whether the message comes as one zlib stream. */
  public boolean compressed() {
    return compressed;
  }

  /**
   * What a TELL asks for.
   *
   * @throws Refusal if it contradicts itself, or does not say of what class the message is
   */
  public Tell tell() throws Refusal {
    for (Store store : Store.values()) {
      if (set.contains(store) && remove.contains(store)) {
        throw Refusal.protocol(
            "Unable to set " + store + " and remove " + store + " in the same operation.");
      }
    }
    return new Tell(learnedClass(), set, remove);
  }

  /** Where spamd takes every word but {@code spam} for ham, and learns the message as that. */
  private Optional<Tell.MessageClass> learnedClass() throws Refusal {
    if (messageClass == null && !set.contains(Store.LOCAL)) {
      return Optional.empty();
    }
    for (Tell.MessageClass known : Tell.MessageClass.values()) {
      if (known.toString().equals(messageClass)) {
        return Optional.of(known);
      }
    }
    throw Refusal.protocol("(Message-class header contains invalid class)");
  }

  private void take(String name, String value) throws Refusal {
    switch (name) {
      case "Content-length" -> length = length(value);
      case "User" -> user = user(value);
      case "Compress" -> compressed = isZlib(value);
      case "Message-class" -> messageClass = withoutLineFeed(value);
      case "Set" -> set = stores(value);
      case "Remove" -> remove = stores(value);
      default -> {}
    }
  }

  private static BodyLength length(String value) throws Refusal {
    String digits = withoutLineFeed(value);
    if (!DIGITS.matcher(digits).matches()) {
      throw Refusal.protocol("(Content-Length contains non-numeric bytes)");
    }
    return new BodyLength(digits);
  }

  private static String user(String value) throws Refusal {
    String user = withoutLineFeed(value);
    if (user.chars().anyMatch(c -> c < ' ')) {
      throw Refusal.protocol("(User header contains control chars)");
    }
    return user;
  }

  private static boolean isZlib(String value) throws Refusal {
    if (!value.toLowerCase(Locale.ROOT).contains("zlib")) {
      throw Refusal.protocol("(compression type not supported: " + value + ")");
    }
    return true;
  }

  private static Set<Store> stores(String value) {
    String text = value.toLowerCase(Locale.ROOT);
    Set<Store> named = EnumSet.noneOf(Store.class);
    for (Store store : Store.values()) {
      if (text.contains(store.toString())) {
        named.add(store);
      }
    }
    return named;
  }

  /** That of a line that ends in LF alone is still there. */
  private static String withoutLineFeed(String value) {
    return value.endsWith("\n") ? value.substring(0, value.length() - 1) : value;
  }
}
