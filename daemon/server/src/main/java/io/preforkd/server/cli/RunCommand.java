package io.preforkd.server.cli;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.LoadedConfig;
import io.preforkd.server.host.Daemon;
import io.preforkd.server.host.OwnCommand;
import io.preforkd.server.host.StartupException;
import io.preforkd.server.log.LogException;
import io.preforkd.server.log.Logging;
import io.preforkd.server.sys.PlatformCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code preforkd run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs the daemon in the foreground until TERM or INT.",
    exitCodeListHeading = "%nExit codes (sysexits.h):%n",
    exitCodeList = {
      "0:stopped as asked",
      "64:the command line is wrong",
      "69:an address is in use, or this system cannot run preforkd",
      "70:a fault in preforkd itself",
      "71:the system refused what it should not",
      "77:a right is missing, as for a port below 1024",
      "78:the configuration is wrong, or no pool can work with it"
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;

  @Option(names = OwnCommand.TAKE_OVER, hidden = true)
  private Integer memory;

  @Option(names = OwnCommand.REHEARSE, hidden = true)
  private boolean isRehearsal;

  @Option(names = OwnCommand.FALL_BACK, hidden = true)
  private String failureBefore;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    if (memory != null) {
      return isRehearsal ? rehearse(err) : takeOver(err);
    }
    LoadedConfig loaded = config.read();
    List<String> unfit = needsLinux(loaded) ? PlatformCheck.faults() : List.of();
    unfit.forEach(fault -> err.println("preforkd: " + fault));
    if (!unfit.isEmpty()) {
      return ExitCode.UNAVAILABLE;
    }
    return config.settings(loaded, err).isEmpty() ? ExitCode.CONFIG : run(loaded, err);
  }

  /** Faults are told and threads run everywhere. */
  private static boolean needsLinux(LoadedConfig loaded) {
    return loaded.settings().filter(settings -> !settings.isInThreads()).isPresent();
  }

  private int run(LoadedConfig loaded, PrintWriter err) throws InterruptedException {
    DaemonSettings settings = loaded.settings().orElseThrow();
    try {
      Logging.start(settings.log(), settings.accessLogs());
      return Daemon.start(config.file(), loaded, Version.text()).awaitEnd(ExitCode.CONFIG);
    } catch (LogException e) {
      err.println("preforkd: " + e.getMessage());
      return e.isPermission() ? ExitCode.NO_PERMISSION : ExitCode.OS_ERROR;
    } catch (StartupException e) {
      err.println("preforkd: " + e.getMessage());
      return exitCode(e);
    } finally {
      Logging.stop();
    }
  }

  private int rehearse(PrintWriter err) {
    try {
      spec.commandLine().getOut().println(Daemon.rehearseTakeOver(memory, Version.text()));
      return ExitCode.OK;
    } catch (IOException e) {
      err.println(e.getMessage());
      return ExitCode.CONFIG;
    }
  }

  private int takeOver(PrintWriter err) throws InterruptedException {
    try {
      return Daemon.takeOver(
              config.file(), memory, Version.text(), Optional.ofNullable(failureBefore))
          .awaitEnd(ExitCode.CONFIG);
    } catch (StartupException e) {
      err.println("preforkd: " + e.getMessage());
      return exitCode(e);
    } finally {
      Logging.stop();
    }
  }

  private static int exitCode(StartupException e) {
    return switch (e.cause()) {
      case ADDRESS -> ExitCode.UNAVAILABLE;
      case PERMISSION -> ExitCode.NO_PERMISSION;
      case SYSTEM -> ExitCode.OS_ERROR;
    };
  }
}
