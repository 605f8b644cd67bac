package io.preforkd.server.journal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Makes a record of every type that a sealed interface permits, with numbers by chance. */
final class Samples {
  private static final int LARGEST = 1000;

  private final Random random;

  Samples(long seed) {
    random = new Random(seed);
  }

  /** One of each permitted type, those that it names in turn included. */
  static Stream<Class<?>> types(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses());
  }

  Object of(Class<?> type) {
    return of(type, type);
  }

  private Object of(Class<?> type, Type generic) {
    if (type.isSealed()) {
      List<Class<?>> types = types(type).toList();
      return of(types.get(random.nextInt(types.size())));
    }
    if (type.isRecord()) {
      return record(type);
    }
    if (type == Set.class) {
      Class<?> element = (Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[0];
      return Set.of(of(element));
    }
    return scalar(type);
  }

  private Object scalar(Class<?> type) {
    if (type == long.class) {
      return (1L << 40) + random.nextInt(LARGEST);
    }
    if (type == int.class || type == Integer.class) {
      return random.nextInt(LARGEST);
    }
    if (type == boolean.class) {
      return random.nextBoolean();
    }
    return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
  }

  private Object record(Class<?> type) {
    RecordComponent[] parts = type.getRecordComponents();
    Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(parts).map(part -> of(part.getType(), part.getGenericType())).toArray();
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
