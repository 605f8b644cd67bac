package io.preforkd.server.embed;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.LoadedConfig;
import java.nio.file.Path;
import java.util.Optional;

/** Where a server's configuration is, or what it is. */
final class ConfigSource {
  private final Path file;
  private volatile Optional<String> text;

  /** Read in the place of the text in force while a reload is under way that would bring it. */
  private volatile Optional<String> attempt = Optional.empty();

  private ConfigSource(Path file, Optional<String> text) {
    this.file = file;
    this.text = text;
  }

  static ConfigSource at(Path file) {
    return new ConfigSource(file, Optional.empty());
  }

  /** Relative paths in it start from the working directory. */
  static ConfigSource of(String text) {
    return new ConfigSource(Path.of("(text)").toAbsolutePath(), Optional.of(text));
  }

  Path file() {
    return file;
  }

  /** Only a text can be exchanged for another. */
  void requireText() {
    if (text.isEmpty()) {
      throw new IllegalStateException("the configuration is in " + file + "; change that");
    }
  }

  /** Reads this text from now on, until {@link #settle} has been told what has become of it. */
  void attempt(String newText) {
    attempt = Optional.of(newText);
  }

  void settle(boolean isInForce) {
    if (isInForce) {
      text = attempt;
    }
    attempt = Optional.empty();
  }

  LoadedConfig read() {
    return GuestRules.applyTo(
        attempt
            .or(() -> text)
            .map(given -> ConfigReader.readText(file, given, System.getenv()))
            .orElseGet(() -> ConfigReader.read(file, System.getenv())));
  }
}
