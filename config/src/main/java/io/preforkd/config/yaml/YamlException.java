package io.preforkd.config.yaml;

import java.util.Optional;

/** A file that is no tree: unreadable, too large, or not the YAML that is accepted here. */
public final class YamlException extends Exception {
  private final transient Place place;
  private final String remedy;

  YamlException(Place place, String message, String remedy) {
    super(message);
    this.place = place;
    this.remedy = remedy;
  }

  /** Where the trouble is. */
  public Place place() {
    return place;
  }

  /** What to do about it, where that is known. */
  public Optional<String> remedy() {
    return remedy.isEmpty() ? Optional.empty() : Optional.of(remedy);
  }
}
