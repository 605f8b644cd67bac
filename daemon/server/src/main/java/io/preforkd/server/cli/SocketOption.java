package io.preforkd.server.cli;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.Control;
import io.preforkd.config.DaemonSettings;
import io.preforkd.config.Fault;
import io.preforkd.config.ListenAddress.UnixPath;
import io.preforkd.config.LoadedConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that name a running daemon, for the commands that ask it. */
final class SocketOption {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The daemon's configuration; default: config/preforkd.yaml beside the program.")
  private Path config =
      Path.of(System.getProperty("preforkd.home", "."), "config", "preforkd.yaml");

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      scope = ScopeType.INHERIT,
      description = "The control socket itself; then no configuration is read.")
  private Path socket;

  /**
   * The control socket.
   *
   * @throws CtlFailure if the configuration does not tell it
   */
  Path socket() throws CtlFailure {
    return socket == null ? configured() : socket;
  }

  private Path configured() throws CtlFailure {
    LoadedConfig loaded = ConfigReader.read(config, System.getenv());
    Optional<DaemonSettings> settings = loaded.settings();
    if (settings.isEmpty()) {
      String faults =
          loaded.faults().stream().map(Fault::toString).collect(Collectors.joining("\n"));
      throw new CtlFailure(
          ExitCode.CONFIG,
          faults + "\nThe daemon can be reached all the same: name its socket by --socket");
    }
    return settings
        .map(DaemonSettings::control)
        .flatMap(Control::listen)
        .map(UnixPath::path)
        .orElseThrow(
            () ->
                new CtlFailure(
                    ExitCode.UNAVAILABLE, config + " has control: off, so there is no socket"));
  }
}
