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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code preforkd ctl}: finds the daemon's control socket for its commands. */
@Command(
    name = "ctl",
    mixinStandardHelpOptions = true,
    description = {
      "Asks a running daemon, by its control socket.",
      "A command ends when it is done, and says by its exit code whether it is."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CtlStatus.class,
      CtlWhy.class,
      CtlJournal.class,
      CtlPing.class,
      CtlVersion.class,
      CtlScale.class,
      CtlKill.class,
      CtlRecycle.class,
      CtlReload.class,
      CtlUpgrade.class,
      CtlLogLevel.class,
      CtlDrain.class,
      CtlStop.class
    },
    exitCodeListHeading = "%nExit codes (sysexits.h):%n",
    exitCodeList = {
      "0:done",
      "1:reload: new children failed and their pool keeps its old ones; upgrade: the old program goes on",
      "64:the command line is wrong",
      "65:there is no such pool or slot, or the pool cannot have so many children",
      "69:no daemon answers there",
      "75:not done in time; it goes on all the same",
      "77:only root and the daemon's user may do that",
      "78:the configuration is wrong; reload: nothing has changed; else use --socket"
    })
final class CtlCommand implements Runnable {
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

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing command: one of " + String.join(", ", spec.subcommands().keySet()));
  }

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
