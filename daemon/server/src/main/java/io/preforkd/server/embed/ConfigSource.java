package io.preforkd.server.embed;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.LoadedConfig;
import java.nio.file.Path;
import java.util.Optional;

/** Where a server's configuration is, or what it is. */
final class ConfigSource {
  private final Path file;
  private volatile Optional<String> text;

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

  void change(String newText) {
    if (text.isEmpty()) {
      throw new IllegalStateException("the configuration is in " + file + "; change that");
    }
    text = Optional.of(newText);
  }

  LoadedConfig read() {
    return GuestRules.applyTo(
        text.map(given -> ConfigReader.readText(file, given, System.getenv()))
            .orElseGet(() -> ConfigReader.read(file, System.getenv())));
  }
}
