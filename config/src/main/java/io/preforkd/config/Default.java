package io.preforkd.config;

import java.util.Optional;
import java.util.function.Function;

/** What a key is when nobody sets it. */
sealed interface Default<T> {

  /** The key must be written. */
  record Required<T>() implements Default<T> {}

  /** The key may be left out, and then there is no value. */
  record Unset<T>() implements Default<T> {}

  /** Always the same. */
  record Constant<T>(T value) implements Default<T> {}

  /**
   * Follows from other keys of the section.
   *
   * @param rule in words, for the reference
   * @param function empty when a key that it needs is faulty, or when this key does not apply
   */
  record Derived<T>(String rule, Function<Values, Optional<Setting<T>>> function)
      implements Default<T> {}
}
