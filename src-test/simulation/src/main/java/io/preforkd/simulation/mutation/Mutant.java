package io.preforkd.simulation.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The core with one bug.
 *
 * @param name what went wrong, in a few words
 * @param type simple name of the class that is changed
 * @param find text that occurs exactly once in it
 * @param replacement what stands there instead
 * @param effect what the bug does to a service
 * @param isRare whether it is found after millions of steps only
 */
public record Mutant(
    String name, String type, String find, String replacement, String effect, boolean isRare) {

  public Mutant(String name, String type, String find, String replacement, String effect) {
    this(name, type, find, replacement, effect, false);
  }

  /** The same, known to need more than a million steps. */
  Mutant rare() {
    return new Mutant(name, type, find, replacement, effect, true);
  }

  /**
   * The source of the class with the bug.
   *
   * @throws IllegalStateException if the text does not occur exactly once: the core has changed,
   *     and the mutant must follow
   */
  public String source(Path sources) throws IOException {
    Path file = sources.resolve("io/preforkd/pool/" + type + ".java");
    String text = Files.readString(file);
    int at = text.indexOf(find);
    if (at < 0 || text.indexOf(find, at + 1) >= 0) {
      throw new IllegalStateException(
          "mutant '" + name + "': must occur exactly once in " + file + ": " + find);
    }
    return text.replace(find, replacement);
  }

  @Override
  public String toString() {
    return name;
  }
}
