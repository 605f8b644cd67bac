package io.preforkd.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
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
      CtlReopenLogs.class,
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
      StandardOutput.EXIT,
      "75:not done in time; it goes on all the same",
      "77:only root and the daemon's user may do that",
      "78:the configuration is wrong; reload: nothing has changed; else use --socket"
    })
final class CtlCommand implements Runnable {
  @Mixin private SocketOption where;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing command: one of " + String.join(", ", spec.subcommands().keySet()));
  }

  /** Whom to ask. */
  SocketOption where() {
    return where;
  }
}
