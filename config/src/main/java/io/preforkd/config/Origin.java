package io.preforkd.config;

import io.preforkd.config.yaml.Place;
import java.nio.file.Path;
import java.util.List;

/** Where a value came from. */
sealed interface Origin {

  /**
   * As the comment of the effective configuration; files are named relative to {@code directory}.
   */
  String comment(Path directory);

  /**
   * From the table of keys.
   *
   * @param from the key that decided; empty for a constant
   * @param fixed whether the pool's mode leaves no choice, so that the key may not be written
   */
  record Default(String from, boolean fixed) implements Origin {
    static final Default CONSTANT = new Default("", false);

    static Default from(String key) {
      return new Default(key, false);
    }

    static Default fixedBy(String key) {
      return new Default(key, true);
    }

    @Override
    public String comment(Path directory) {
      return from.isEmpty() ? "default" : "default, from " + from;
    }
  }

  /** From a file, and from the environment as far as its text named variables that were set. */
  record Given(Place place, List<String> variables) implements Origin {
    @Override
    public String comment(Path directory) {
      String where = directory.relativize(place.file()) + ":" + place.line();
      return variables.isEmpty()
          ? where
          : where + ", from environment " + String.join(", ", variables);
    }
  }
}
