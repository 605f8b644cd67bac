package io.preforkd.server.journal;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Reads what {@link RecordWriter} has written. */
final class RecordReader {
  private RecordReader() {}

  /**
   * The value of this type.
   *
   * @throws IllegalArgumentException if that is none
   */
  static <T> T read(JsonNode node, Class<T> type) {
    return type.cast(read(node, type, Object.class));
  }

  private static Object read(JsonNode node, Class<?> type, Class<?> element) {
    if (node.isNull() && !type.isPrimitive()) {
      return null;
    }
    if (type.isSealed()) {
      return readNamed(node, type);
    }
    if (type.isRecord()) {
      return readRecord(node, type, 0);
    }
    return type == Set.class ? readSet(node, element) : readScalar(node, type);
  }

  private static Object readNamed(JsonNode node, Class<?> type) {
    String name = node.path(0).asString("");
    Class<?> found =
        Arrays.stream(type.getPermittedSubclasses())
            .filter(permitted -> permitted.getSimpleName().equals(name))
            .findFirst()
            .orElseThrow(() -> wrong(node, type));
    return readRecord(node, found, 1);
  }

  private static Object readRecord(JsonNode node, Class<?> type, int from) {
    RecordShape shape = RecordShape.of(type);
    if (!node.isArray() || node.size() != from + shape.size()) {
      throw wrong(node, type);
    }
    Object[] components = new Object[shape.size()];
    for (int i = 0; i < components.length; i++) {
      components[i] = read(node.get(from + i), shape.type(i), shape.element(i));
    }
    return make(node, type, shape, components);
  }

  private static Object make(JsonNode node, Class<?> type, RecordShape shape, Object[] components) {
    try {
      return shape.make(components);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(node + ": " + e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the core's records are public: " + type, e);
    }
  }

  private static Object readSet(JsonNode node, Class<?> element) {
    if (!node.isArray()) {
      throw wrong(node, Set.class);
    }
    return node.valueStream()
        .map(item -> read(item, element, Object.class))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Object readScalar(JsonNode node, Class<?> type) {
    if ((type == long.class || type == Long.class)
        && node.isIntegralNumber()
        && node.canConvertToLong()) {
      return node.asLong();
    }
    if ((type == int.class || type == Integer.class) && node.isInt()) {
      return node.asInt();
    }
    if (type == boolean.class && node.isBoolean()) {
      return node.asBoolean();
    }
    if (type.isEnum() && node.isString()) {
      return constant(node, type);
    }
    throw wrong(node, type);
  }

  private static Object constant(JsonNode node, Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(node.asString()))
        .findFirst()
        .orElseThrow(() -> wrong(node, type));
  }

  private static IllegalArgumentException wrong(JsonNode node, Class<?> type) {
    return new IllegalArgumentException(node + " is no " + type.getSimpleName());
  }
}
