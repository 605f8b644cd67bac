package io.preforkd.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of keys as it is told to people: manual pages and the reference are made from it. */
public final class ConfigReference {
  /**
   * A key.
   *
   * @param path where it stands, as {@code pools[].limits.nofile}
   * @param depth how many keys it stands in
   * @param description what it does, its form and its default
   */
  public record Entry(String path, int depth, String description) {}

  private ConfigReference() {}

  /** Every key, in the order of the reference; a section's own keys follow it. */
  public static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    add(entries, DaemonKeys.SECTION, "", 0);
    return entries;
  }

  private static void add(List<Entry> entries, Section section, String prefix, int depth) {
    for (Key<?> key : section.keys()) {
      String path = prefix + key.name();
      String list = key.type() instanceof ListType<?> ? "[]" : "";
      entries.add(new Entry(path, depth, key.description()));
      sectionOf(key.type()).ifPresent(inner -> add(entries, inner, path + list + ".", depth + 1));
    }
  }

  /** The keys that a value of this type, or an element of it, is made of. */
  static Optional<Section> sectionOf(Type<?> type) {
    if (type instanceof ListType<?> list) {
      return sectionOf(list.element());
    }
    return type instanceof SectionType section ? Optional.of(section.section()) : Optional.empty();
  }
}
