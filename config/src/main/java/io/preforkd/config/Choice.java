package io.preforkd.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One of a few words. */
final class Choice<T> extends ScalarType<T> {
  private final Map<String, T> values;
  private final List<String> names;

  private Choice(List<String> names, Map<String, T> values) {
    this.names = names;
    this.values = values;
  }

  static Choice<String> of(String... words) {
    return new Choice<>(
        List.of(words), Stream.of(words).collect(Collectors.toMap(word -> word, word -> word)));
  }

  /** The constants in lower case, with dashes. */
  static <E extends Enum<E>> Choice<E> of(Class<E> type) {
    List<E> constants = List.of(type.getEnumConstants());
    return new Choice<>(
        constants.stream().map(Words::of).toList(),
        constants.stream().collect(Collectors.toMap(Words::of, constant -> constant)));
  }

  @Override
  T parse(String text, Path directory) throws BadValue {
    T value = values.get(text);
    if (value == null) {
      throw new BadValue("\"" + text + "\" is not known", NearestName.advice(text, names));
    }
    return value;
  }

  @Override
  ObjectNode plainSchema() {
    ObjectNode schema = json("string");
    ArrayNode words = schema.putArray("enum");
    names.forEach(words::add);
    return schema;
  }

  @Override
  public String text(T value) {
    return value instanceof Enum<?> constant ? Words.of(constant) : value.toString();
  }

  @Override
  public String form() {
    return String.join(" | ", names);
  }
}
