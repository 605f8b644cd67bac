package io.preforkd.worker.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Typed access to a JSON object's members; a fault names the member. */
final class Members {
  private final Map<String, ?> members;

  Members(Map<String, ?> members) {
    this.members = members;
  }

  static Members parse(String json) throws ProtocolException {
    return new Members(Json.object(json));
  }

  /** A whole number that must be there. */
  long number(String name) throws ProtocolException {
    if (members.get(name) instanceof Long number && number >= 0) {
      return number;
    }
    throw fault(name, "a whole number from 0");
  }

  /** A whole number; 0 if it is missing. */
  long numberOrZero(String name) throws ProtocolException {
    return members.containsKey(name) ? number(name) : 0;
  }

  /** A number that must be there, whole or not. */
  double decimal(String name) throws ProtocolException {
    if (members.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw fault(name, "a number");
  }

  /** A text; empty if it is missing. */
  String text(String name) throws ProtocolException {
    Object value = members.get(name);
    if (value == null) {
      return "";
    }
    if (value instanceof String text) {
      return text;
    }
    throw fault(name, "a text");
  }

  /** Whether the member is there and true. */
  boolean isTrue(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  /** An object; empty if it is missing. */
  Members object(String name) throws ProtocolException {
    Object value = members.get(name);
    if (value == null) {
      return new Members(Map.of());
    }
    if (value instanceof Map<?, ?> map) {
      return new Members(named(map));
    }
    throw fault(name, "an object");
  }

  /** A list of texts; empty if it is missing. */
  List<String> texts(String name) throws ProtocolException {
    return listOrNone(name, "a list of texts", e -> e instanceof String text ? text : null);
  }

  /** A list of whole numbers from 0; empty if it is missing. */
  List<Integer> indices(String name) throws ProtocolException {
    return listOrNone(
        name,
        "a list of whole numbers from 0",
        e -> e instanceof Long n && n >= 0 && n <= Integer.MAX_VALUE ? n.intValue() : null);
  }

  /** A list of numbers that must be there. */
  List<Double> decimals(String name) throws ProtocolException {
    return list(name, "a list of numbers", e -> e instanceof Number n ? n.doubleValue() : null);
  }

  /** A list of whole numbers that must be there. */
  List<Long> numbers(String name) throws ProtocolException {
    return list(name, "a list of whole numbers", e -> e instanceof Long n ? n : null);
  }

  /** A list of objects that must be there. */
  List<Members> objects(String name) throws ProtocolException {
    return list(
        name, "a list of objects", e -> e instanceof Map<?, ?> m ? new Members(named(m)) : null);
  }

  private <T> List<T> listOrNone(String name, String what, Function<Object, T> typed)
      throws ProtocolException {
    return members.get(name) == null ? List.of() : list(name, what, typed);
  }

  /**
   * @param typed gives null for what may not be in the list
   */
  private <T> List<T> list(String name, String what, Function<Object, T> typed)
      throws ProtocolException {
    if (!(members.get(name) instanceof List<?> list)) {
      throw fault(name, what);
    }
    List<T> elements = new ArrayList<>();
    for (Object element : list) {
      T value = typed.apply(element);
      if (value == null) {
        throw fault(name, what);
      }
      elements.add(value);
    }
    return elements;
  }

  /** All members, each of which must be a text. */
  Map<String, String> allTexts() throws ProtocolException {
    Map<String, String> all = new LinkedHashMap<>();
    for (String name : members.keySet()) {
      all.put(name, text(name));
    }
    return all;
  }

  private static Map<String, Object> named(Map<?, ?> map) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      named.put((String) entry.getKey(), entry.getValue());
    }
    return named;
  }

  private static ProtocolException fault(String name, String wanted) {
    return new ProtocolException("member \"" + name + "\" is not " + wanted);
  }
}
