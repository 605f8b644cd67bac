package io.preforkd.worker.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Reads the JSON objects that follow a frame. Written by hand because a child must not load a
 * library before it is idle. Objects become maps, arrays lists, numbers {@link Long} or {@link
 * Double}.
 *
 * <p>Nesting is limited, since the text comes from a process that is not trusted.
 */
public final class Json {
  private static final int MAX_DEPTH = 16;

  /** Digits that a long holds, whatever they are. */
  private static final int SHORT = 18;

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /**
   * Reads a text that is one object and nothing else.
   *
   * @throws ProtocolException with the place of the fault
   */
  public static Map<String, Object> object(String text) throws ProtocolException {
    Json json = new Json(text);
    json.space();
    Map<String, Object> object = json.members(1);
    json.space();
    if (json.at != text.length()) {
      throw json.fault("nothing may follow the object");
    }
    return object;
  }

  /** The texts as a JSON object. */
  static String ofTexts(Map<String, String> texts) {
    StringJoiner members = new StringJoiner(",", "{", "}");
    texts.forEach((name, text) -> members.add(quote(name) + ":" + quote(text)));
    return members.toString();
  }

  /** The text as a JSON string, with its quotes. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(c < 0x10 ? "\\u000" : "\\u00").append(Integer.toHexString(c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private Object value(int depth) throws ProtocolException {
    if (depth > MAX_DEPTH) {
      throw fault("nested deeper than " + MAX_DEPTH);
    }
    space();
    return switch (peek()) {
      case '{' -> members(depth + 1);
      case '[' -> elements(depth + 1);
      case '"' -> string();
      default -> scalar();
    };
  }

  private Map<String, Object> members(int depth) throws ProtocolException {
    expect('{');
    Map<String, Object> members = new LinkedHashMap<>();
    if (endsHere('}')) {
      return members;
    }
    do {
      space();
      String name = string();
      space();
      expect(':');
      members.put(name, value(depth));
    } while (more('}'));
    return members;
  }

  private List<Object> elements(int depth) throws ProtocolException {
    expect('[');
    List<Object> elements = new ArrayList<>();
    if (endsHere(']')) {
      return elements;
    }
    do {
      elements.add(value(depth));
    } while (more(']'));
    return elements;
  }

  private boolean endsHere(char end) throws ProtocolException {
    space();
    if (peek() != end) {
      return false;
    }
    at++;
    return true;
  }

  private boolean more(char end) throws ProtocolException {
    space();
    if (peek() == ',') {
      at++;
      return true;
    }
    expect(end);
    return false;
  }

  private String string() throws ProtocolException {
    expect('"');
    StringBuilder out = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      if (c < ' ') {
        throw fault("a control character inside a string");
      }
      out.append(c == '\\' ? escaped() : c);
    }
    return out.toString();
  }

  private char escaped() throws ProtocolException {
    char c = next();
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      case '"', '\\', '/' -> c;
      default -> throw fault("an unknown escape");
    };
  }

  private char unicode() throws ProtocolException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw fault("\\u wants four hexadecimal digits");
      }
      code = code << 4 | digit;
    }
    return (char) code;
  }

  private Object scalar() throws ProtocolException {
    int start = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> number(word);
    };
  }

  private Number number(String word) throws ProtocolException {
    try {
      if (word.indexOf('.') < 0 && word.indexOf('e') < 0 && word.indexOf('E') < 0) {
        return whole(word);
      }
      return Double.valueOf(word);
    } catch (NumberFormatException e) {
      throw fault("'" + word + "' is no value");
    }
  }

  /** Whoever writes more digits than a long has means about so much. */
  private static Number whole(String word) {
    boolean isLong = word.length() > SHORT + 1 && word.chars().skip(1).allMatch(Character::isDigit);
    return isLong ? (Number) Double.valueOf(word) : Long.valueOf(word);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws ProtocolException {
    if (at >= text.length()) {
      throw fault("the text ends too early");
    }
    return text.charAt(at);
  }

  private char next() throws ProtocolException {
    char c = peek();
    at++;
    return c;
  }

  private void expect(char wanted) throws ProtocolException {
    if (next() != wanted) {
      at--;
      throw fault("expected '" + wanted + "'");
    }
  }

  private ProtocolException fault(String what) {
    return new ProtocolException("JSON, character " + (at + 1) + ": " + what);
  }
}
