package io.preforkd.spamd.host;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.Fault;
import io.preforkd.config.LoadedConfig;
import io.preforkd.server.cli.ExitCode;
import io.preforkd.server.cli.Version;
import io.preforkd.server.control.Refusal;
import io.preforkd.server.host.Daemon;
import io.preforkd.server.host.Preflight;
import io.preforkd.server.host.StartupException;
import io.preforkd.server.log.Logging;
import io.preforkd.spamd.host.log.HostLog;
import io.preforkd.spamd.host.options.SpamdOptions;
import io.preforkd.spamd.host.options.Surroundings.Stderr;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the daemon under spamd's name, from the checks before it starts to what it leaves behind.
 */
final class Host {
  private static final Logger LOG = LoggerFactory.getLogger(HostLog.OWN);

  /** Whom faults of the configuration name as their file. */
  private static final String SOURCE = "command-line-of-spamd";

  private final SpamdOptions options;
  private final String text;
  private final Path source;
  private final Machine caller;
  private final Launcher launcher;
  private final PrintStream err;
  private final int umask;
  private final long pid = ProcessHandle.current().pid();
  private final PidFile pidFile;

  /**
   * @param text the configuration
   * @param caller who has called us
   */
  Host(SpamdOptions options, String text, Machine caller, Launcher launcher, PrintStream err) {
    this.options = options;
    this.text = text;
    this.source = caller.directory().resolve(SOURCE);
    this.caller = caller;
    this.launcher = launcher;
    this.err = err;
    this.umask = caller.umask();
    this.pidFile = new PidFile(options.pidFile(), pid, caller.umask());
  }

  /**
   * Until the end; returns the exit code.
   *
   * @param unfit what is wrong with this system, as soon as it is known
   */
  int run(CompletableFuture<List<String>> unfit) throws InterruptedException {
    LoadedConfig loaded = read();
    List<String> ofSystem = unfit.join();
    ofSystem.forEach(fault -> err.println("spamd: " + fault));
    return ofSystem.isEmpty() ? run(loaded) : ExitCode.UNAVAILABLE;
  }

  private int run(LoadedConfig loaded) throws InterruptedException {
    List<String> faults = new ArrayList<>(loaded.faults().stream().map(Fault::toString).toList());
    loaded
        .settings()
        .ifPresent(
            settings ->
                Preflight.faults(settings, loaded.places())
                    .forEach(fault -> faults.add(fault.toString())));
    faults.addAll(MissingFiles.faults(options));
    faults.forEach(fault -> err.println("spamd: " + fault));
    return faults.isEmpty() ? serve(loaded) : ExitCode.CONFIG;
  }

  private LoadedConfig read() {
    return ConfigReader.readText(source, text, System.getenv());
  }

  private int serve(LoadedConfig loaded) throws InterruptedException {
    HostLog log = new HostLog(options.log(), pid, umask, err);
    Logging.start(loaded.settings().orElseThrow().log(), log);
    Persona persona = new Persona(log, pid, pidFile::write, pidFile::remove);
    try {
      Daemon daemon = Daemon.startAsStandIn(source, this::read, loaded, Version.text(), persona);
      return await(daemon, persona, log);
    } catch (StartupException e) {
      LOG.error("spamd: {}", e.getMessage());
      return exitCode(e);
    } finally {
      pidFile.remove();
      Logging.stop();
    }
  }

  private int await(Daemon daemon, Persona persona, HostLog log) throws InterruptedException {
    var ignored = persona.start().thenAcceptAsync(serves -> started(serves, daemon, log));
    int code = daemon.awaitEnd(ExitCode.CONFIG);
    persona.ended();
    boolean hasFailed = persona.start().isDone() && !persona.start().join();
    return hasFailed ? ExitCode.SOFTWARE : code;
  }

  private void started(boolean serves, Daemon daemon, HostLog log) {
    if (serves) {
      launcher.ready();
      switch (options.isDaemon() ? Stderr.NOBODY : caller.stderr()) {
        case NOBODY -> log.leaveStderr();
        case JOURNAL -> log.leaveJournal();
        case SOMEBODY -> {}
      }
      return;
    }
    LOG.error("spamd: the engine does not come up; its last words stand above");
    try {
      daemon.controls(Version.text()).stop(true);
    } catch (Refusal e) {
      LOG.warn("spamd: {}", e.getMessage());
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
