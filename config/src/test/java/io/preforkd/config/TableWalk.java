package io.preforkd.config;

import java.util.Optional;

/** Finds the sections inside the types of the table. */
final class TableWalk {
  private TableWalk() {}

  static Optional<Section> sectionOf(Type<?> type) {
    if (type instanceof ListType<?> list) {
      return sectionOf(list.element());
    }
    return type instanceof SectionType section ? Optional.of(section.section()) : Optional.empty();
  }
}
