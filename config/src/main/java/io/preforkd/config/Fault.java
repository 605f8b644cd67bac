package io.preforkd.config;

import io.preforkd.config.yaml.Place;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * One thing that is wrong with a configuration.
 *
 * @param file the file it is in
 * @param line counted from 1; 0 when the file as a whole is meant
 * @param column counted from 1; 0 when the file as a whole is meant
 * @param key the path of the key, as {@code pools[0].min-spare}; empty when no key is concerned
 * @param message what is wrong
 * @param remedy what to do about it, where that is known
 */
public record Fault(
    Path file, int line, int column, String key, String message, Optional<String> remedy) {
  static final Comparator<Fault> ORDER =
      Comparator.comparing(Fault::file)
          .thenComparingInt(Fault::line)
          .thenComparingInt(Fault::column);

  static Fault at(Place place, String key, String message, String remedy) {
    Optional<String> advice = remedy.isEmpty() ? Optional.empty() : Optional.of(remedy);
    return new Fault(place.file(), place.line(), place.column(), key, message, advice);
  }

  /** {@code FILE:LINE:COLUMN: KEY: message; remedy}, without the parts that are not there. */
  @Override
  public String toString() {
    String where = line == 0 ? file + ": " : file + ":" + line + ":" + column + ": ";
    String what = key.isEmpty() ? message : key + ": " + message;
    return where + what + remedy.map(advice -> "; " + advice).orElse("");
  }
}
