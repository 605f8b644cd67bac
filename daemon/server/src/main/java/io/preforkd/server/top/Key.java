package io.preforkd.server.top;

import io.preforkd.server.view.Figures;
import java.util.Arrays;
import java.util.Optional;

/** What a key is for; each is a character, some have an arrow as well. */
enum Key {
  QUIT("q", "", "leaves"),
  HELP("h?", "", "shows these keys, and hides them"),
  UP("k", "A", "chooses the pool above, as the arrow does"),
  DOWN("j", "B", "chooses the pool below, as the arrow does"),
  MORE("+=", "", "holds the chosen pool at one child more"),
  FEWER("-", "", "holds the chosen pool at one child less"),
  FREEZE("f", "", "holds the chosen pool at the children that it has"),
  AUTO("A", "", "lets the load decide again"),
  BY_SLOT("n", "", "sorts children by the number of their slot"),
  BY_CONNECTIONS("c", "", "sorts children by connections, the most first"),
  BY_AGE("a", "", "sorts children by age, the oldest first"),
  BY_STATE("s", "", "sorts children by state, the busy first"),
  BY_MEMORY("m", "", "sorts children by memory, the most first"),
  REFRESH(" \f", "", "asks at once"),
  SUSPEND("\u001a", "", "stops until the shell continues it");

  private final String characters;
  private final String arrow;
  private final String purpose;

  Key(String characters, String arrow, String purpose) {
    this.characters = characters;
    this.arrow = arrow;
    this.purpose = purpose;
  }

  static Optional<Key> ofCharacter(int character) {
    return Arrays.stream(values())
        .filter(key -> key.characters.indexOf(character) >= 0)
        .findFirst();
  }

  static Optional<Key> ofArrow(int end) {
    return Arrays.stream(values())
        .filter(key -> !key.arrow.isEmpty() && key.arrow.charAt(0) == end)
        .findFirst();
  }

  /** For the help: the character, and what it is for. */
  String help() {
    String name = this == SUSPEND ? "^Z" : this == REFRESH ? "space" : characters.substring(0, 1);
    return Figures.format("  %-6s %s", name, purpose);
  }
}
