package io.preforkd.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * One row of the table of keys. Reader, defaults, schema, reference and effective configuration are
 * all made from it.
 *
 * @param name as written in a file
 * @param type its form, unit and range
 * @param fallback what holds when the key is not written
 * @param sentence what it does, in one sentence
 */
record Key<T>(String name, Type<T> type, Default<T> fallback, String sentence) {

  static <T> Key<T> required(String name, Type<T> type, String sentence) {
    return new Key<>(name, type, new Default.Required<>(), sentence);
  }

  static <T> Key<T> optional(String name, Type<T> type, String sentence) {
    return new Key<>(name, type, new Default.Unset<>(), sentence);
  }

  static <T> Key<T> of(String name, Type<T> type, T constant, String sentence) {
    return new Key<>(name, type, new Default.Constant<>(constant), sentence);
  }

  static <T> Key<T> derived(
      String name,
      Type<T> type,
      String rule,
      Function<Values, Optional<Setting<T>>> function,
      String sentence) {
    return new Key<>(name, type, new Default.Derived<>(rule, function), sentence);
  }

  /** A section that may be left out: then every key in it has its default. */
  static Key<Values> section(String name, Section section, String sentence) {
    return derived(
        name,
        new SectionType(section),
        "that of each key",
        values ->
            Optional.of(
                Setting.constant(Values.defaults(section, values.place(), values.expansion()))),
        sentence);
  }

  /**
   * Each row is there once; a comparison part by part would be slow, and first of all at a start.
   */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  boolean isRequired() {
    return fallback instanceof Default.Required;
  }

  /** The sentence with form, unit, range and default, as the reference and the schema have it. */
  String description() {
    return sentence + " (" + type.form() + "; " + fallbackText() + ")";
  }

  private String fallbackText() {
    if (fallback instanceof Default.Constant<T> constant) {
      return "default " + type.text(constant.value());
    }
    if (fallback instanceof Default.Derived<T> derived) {
      return "default " + derived.rule();
    }
    return isRequired() ? "required" : "default unset";
  }
}
