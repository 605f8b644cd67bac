package io.preforkd.server.journal;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The components of a record, looked up once. */
final class RecordShape {
  private static final Map<Class<?>, RecordShape> KNOWN = new ConcurrentHashMap<>();

  private final Class<?>[] types;
  private final Class<?>[] elements;
  private final Method[] accessors;
  private final Constructor<?> constructor;

  private RecordShape(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    elements = Arrays.stream(components).map(RecordShape::element).toArray(Class<?>[]::new);
    accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
    try {
      constructor = type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has one", e);
    }
  }

  static RecordShape of(Class<?> type) {
    RecordShape known = KNOWN.get(type);
    return known != null ? known : KNOWN.computeIfAbsent(type, RecordShape::new);
  }

  private static Class<?> element(RecordComponent component) {
    Type type = component.getGenericType();
    boolean isOfOneType = type instanceof ParameterizedType of && isClass(of);
    return isOfOneType
        ? (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[0]
        : Object.class;
  }

  private static boolean isClass(ParameterizedType type) {
    return type.getActualTypeArguments()[0] instanceof Class<?>;
  }

  int size() {
    return types.length;
  }

  Class<?> type(int component) {
    return types[component];
  }

  /** Of what a collection is. */
  Class<?> element(int component) {
    return elements[component];
  }

  Object get(int component, Object of) {
    try {
      return accessors[component].invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the core's records are public", e);
    }
  }

  /**
   * A record of these components.
   *
   * @throws ReflectiveOperationException if it refuses them
   */
  Object make(Object[] components) throws ReflectiveOperationException {
    return constructor.newInstance(components);
  }
}
