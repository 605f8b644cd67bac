package io.preforkd.server.cli;

import io.preforkd.config.LoadedConfig;
import io.preforkd.server.host.Daemon;
import io.preforkd.server.host.StartupException;
import io.preforkd.server.log.Logging;
import io.preforkd.server.sys.PlatformCheck;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code preforkd run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs the daemon in the foreground until TERM or INT.")
final class RunCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    List<String> unfit = PlatformCheck.faults();
    unfit.forEach(fault -> err.println("preforkd: " + fault));
    if (!unfit.isEmpty()) {
      return ExitCode.UNAVAILABLE;
    }
    LoadedConfig loaded = config.read();
    return config.settings(loaded, err).isEmpty() ? ExitCode.CONFIG : run(loaded, err);
  }

  private int run(LoadedConfig loaded, PrintWriter err) throws InterruptedException {
    Logging.start(loaded.settings().orElseThrow().log());
    try {
      return Daemon.start(config.file(), loaded, Version.text()).awaitEnd(ExitCode.CONFIG);
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
