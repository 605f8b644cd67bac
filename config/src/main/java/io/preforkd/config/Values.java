package io.preforkd.config;

import io.preforkd.config.yaml.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of one section: what the file gives, and behind it the table's defaults, worked out
 * when asked for.
 */
final class Values {
  private final Section section;
  private final Place place;
  private final String path;
  private final Map<Key<?>, Setting<?>> given;
  private final Set<Key<?>> faulty;
  private final Expansion expansion;

  Values(
      Section section,
      Place place,
      String path,
      Map<Key<?>, Setting<?>> given,
      Set<Key<?>> faulty,
      Expansion expansion) {
    this.section = section;
    this.place = place;
    this.path = path;
    this.given = Map.copyOf(given);
    this.faulty = Set.copyOf(faulty);
    this.expansion = expansion;
  }

  static Values defaults(Section section, Place place, Expansion expansion) {
    return new Values(section, place, section.title(), Map.of(), Set.of(), expansion);
  }

  Section section() {
    return section;
  }

  /** The environment, for defaults that follow from it. */
  Expansion expansion() {
    return expansion;
  }

  /** Where the section begins. */
  Place place() {
    return place;
  }

  /** Where the key's value is written, or the section when it is not. */
  Place place(Key<?> key) {
    Setting<?> setting = given.get(key);
    return setting != null && setting.origin() instanceof Origin.Given origin
        ? origin.place()
        : place;
  }

  /** The section's path from the root of its file; empty for the root itself. */
  String path() {
    return path;
  }

  /** The key's path from the root of its file. */
  String path(Key<?> key) {
    return path.isEmpty() ? key.name() : path + "." + key.name();
  }

  boolean isGiven(Key<?> key) {
    return given.containsKey(key) || faulty.contains(key);
  }

  /** The value; empty when it is faulty (its fault is known already), unset, or does not apply. */
  <T> Optional<Setting<T>> find(Key<T> key) {
    if (faulty.contains(key)) {
      return Optional.empty();
    }
    Setting<?> setting = given.get(key);
    return setting == null ? fallback(key) : Optional.of(typed(setting));
  }

  // Each key's type alone makes the settings that are put in under that key.
  @SuppressWarnings("unchecked")
  private static <T> Setting<T> typed(Setting<?> setting) {
    return (Setting<T>) setting;
  }

  private <T> Optional<Setting<T>> fallback(Key<T> key) {
    if (key.fallback() instanceof Default.Constant<T> constant) {
      return Optional.of(Setting.constant(constant.value()));
    }
    if (key.fallback() instanceof Default.Derived<T> derived) {
      return derived.function().apply(this);
    }
    return Optional.empty();
  }

  <T> Optional<T> value(Key<T> key) {
    return find(key).map(Setting::value);
  }

  /** The value of a key that always has one; only for a configuration without faults. */
  <T> T get(Key<T> key) {
    return value(key).orElseThrow(() -> new IllegalStateException(path(key) + " has no value"));
  }

  /**
   * The items of a list, without their origins; empty when the list is faulty or does not apply.
   */
  <E> List<E> items(Key<List<Setting<E>>> key) {
    return value(key).orElse(List.of()).stream().map(Setting::value).toList();
  }

  /** A copy in which the key is set. */
  <T> Values with(Key<T> key, Setting<T> setting) {
    Map<Key<?>, Setting<?>> more = new HashMap<>(given);
    more.put(key, setting);
    return new Values(section, place, path, more, faulty, expansion);
  }
}
