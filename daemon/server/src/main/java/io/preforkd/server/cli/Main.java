package io.preforkd.server.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code preforkd}: finds the command and runs it. */
@Command(
    name = "preforkd",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "A service host: one parent owns the sockets, child processes own the connections.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      ClusterCommand.class,
      CheckCommand.class,
      ConfigCommand.class,
      SchemaCommand.class,
      CtlCommand.class,
      TopCommand.class,
      ReplayCommand.class,
      SimulateCommand.class,
      ConformanceCommand.class,
      CompletionCommand.class
    },
    exitCodeListHeading = "%nExit codes (sysexits.h):%n",
    exitCodeList = {
      "0:done; run: stopped as asked",
      "1:ctl reload: new children failed; ctl upgrade: the old program goes on; replay: a decision differs; conformance: a transcript failed",
      "64:the command line is wrong",
      "65:ctl: there is no such pool, slot or number; replay, simulate: the file is no journal",
      "66:replay, simulate: the file cannot be read; conformance: the worker or a transcript is not there; cluster: the server is not there",
      "69:run, cluster: an address is in use, or this system cannot run preforkd; ctl, top: no daemon answers; conformance: no perl",
      "70:a fault in preforkd itself",
      "71:the system refused what it should not, as to write to standard output",
      "73:simulate: the picture cannot be written",
      "75:ctl: not done in time; top: the daemon does not answer in time",
      "77:run, cluster: a right is missing, as for a port below 1024; ctl, top: not for this user",
      "78:the configuration is wrong, or no pool can work with it"
    },
    footer = {
      "",
      "preforkd COMMAND --help explains a command. Signals of run: TERM, INT stop; a second INT stops at once; HUP reloads;",
      "USR2 upgrades in place; TTIN, TTOU hold every pool at one child more or less."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing command: one of run, cluster, check, config, schema, ctl, top, replay, simulate, conformance, completion");
  }

  /** Runs the command that the arguments name and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(execute(new FileOutputStream(FileDescriptor.out), arguments));
  }

  /**
   * @param out where results are printed, see {@link StandardOutput}
   */
  static int execute(OutputStream out, String... arguments) {
    StandardOutput output = new StandardOutput(out);
    CommandLine main =
        commandLine()
            .setOut(output.writer())
            .setExecutionExceptionHandler(Main::explain)
            .setParameterExceptionHandler(Main::explainUsage);
    int code = main.execute(arguments);
    Optional<String> failure = output.finish();
    if (code != ExitCode.OK || failure.isEmpty()) {
      return code;
    }
    main.getErr().println("preforkd: " + failure.get());
    return ExitCode.OS_ERROR;
  }

  /** The program with all its commands. */
  static CommandLine commandLine() {
    CommandLine main = new CommandLine(new Main());
    CommandLine ctl = main.getSubcommands().get("ctl");
    ctl.getSubcommands().get("scale").setUnmatchedOptionsArePositionalParams(true); // scale web -1
    return main.setExpandAtFiles(false); // @ begins names of sockets
  }

  private static int explainUsage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("preforkd: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  /** Only what nobody foresaw arrives here, so the stack is worth its lines. */
  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println("preforkd: internal fault: " + e);
    e.printStackTrace(command.getErr());
    return ExitCode.SOFTWARE;
  }
}
