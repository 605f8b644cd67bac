package io.preforkd.server.cli;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.DaemonSettings;
import io.preforkd.config.Fault;
import io.preforkd.config.LoadedConfig;
import io.preforkd.server.host.Preflight;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code -c} and what every command does with it: read, check, report all faults. */
final class ConfigOption {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration file; default: config/preforkd.yaml beside the program.")
  private Path file = Path.of(System.getProperty("preforkd.home", "."), "config", "preforkd.yaml");

  Path file() {
    return file;
  }

  LoadedConfig read() {
    return ConfigReader.read(file, System.getenv());
  }

  /**
   * The settings, if neither the reader nor this machine finds fault with them; else all faults are
   * on {@code err}.
   */
  Optional<DaemonSettings> settings(LoadedConfig loaded, PrintWriter err) {
    loaded.faults().stream().map(Fault::toString).forEach(err::println);
    if (loaded.settings().isEmpty()) {
      return Optional.empty();
    }
    List<Fault> faults = Preflight.faults(loaded.settings().get(), loaded.places());
    faults.stream().map(Fault::toString).forEach(err::println);
    return faults.isEmpty() ? loaded.settings() : Optional.empty();
  }
}
