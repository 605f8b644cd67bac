package io.preforkd.config;

import java.util.List;
import java.util.Optional;

/**
 * The keys that may stand together in one mapping.
 *
 * @param title what the mapping is, for messages: "unknown key in TITLE"
 * @param keys in the order of the reference
 * @param shorthand the key that is meant when a plain text stands in place of the mapping
 */
record Section(String title, List<Key<?>> keys, Optional<Key<?>> shorthand) {

  static Section of(String title, Key<?>... keys) {
    return new Section(title, List.of(keys), Optional.empty());
  }

  Section withShorthand(Key<?> key) {
    return new Section(title, keys, Optional.of(key));
  }

  Optional<Key<?>> find(String name) {
    return keys.stream().filter(key -> key.name().equals(name)).findFirst();
  }

  List<String> names() {
    return keys.stream().<String>map(Key::name).toList();
  }

  /** Sections are those of the tables of keys, each of which is there once. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
