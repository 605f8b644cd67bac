package io.preforkd.server.cli;

import io.preforkd.server.control.Refusal;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Terminal;
import io.preforkd.server.top.PlainLines;
import io.preforkd.server.top.Top;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code preforkd top}. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what a running daemon does, again and again: its pools, and the children of the chosen one.",
      "Keys: q leaves; n, c, a, s, m sort children by slot, connections, age, state, memory; arrows choose a pool;",
      "+ and - hold it at one child more or less, f at what it has, A lets the load decide again; h shows all keys.",
      "Where no person sits at a terminal, or TERM is dumb: a line for each pool and interval."
    },
    exitCodeListHeading = "%nExit codes (sysexits.h):%n",
    exitCodeList = {
      "0:left by q, or nobody reads the lines any more",
      "64:the command line is wrong",
      "69:no daemon answers there, or does any more",
      "71:the terminal cannot be set, or standard output not be written",
      "75:the daemon does not answer in time",
      "77:only root, the daemon's user and its group may ask",
      "78:the configuration is wrong; use --socket"
    },
    footer = {
      "",
      "Environment: with NO_COLOR set nothing has a colour; without it colours say nothing that words do not say.",
      "Example: preforkd top --interval 0.5"
    })
final class TopCommand implements Callable<Integer> {
  private static final double LEAST = 0.1;
  private static final double MOST = 3600;
  private static final int MILLIS = 1000;

  @Mixin private SocketOption where;

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "SECONDS",
      description = "How long between two looks, 0.1 to 3600; default: ${DEFAULT-VALUE}.")
  private double interval = 2;

  @Option(
      names = "--once",
      description = "Looks for one interval, prints a line for each pool, and ends.")
  private boolean once;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (!(interval >= LEAST && interval <= MOST)) {
      throw new ParameterException(
          spec.commandLine(), "--interval " + interval + " is out of range: 0.1 to 3600 seconds");
    }
    try {
      show(where.socket(), Duration.ofMillis(Math.round(interval * MILLIS)));
      return ExitCode.OK;
    } catch (Refusal e) {
      return fail(e.exit(), e.getMessage());
    } catch (CtlFailure e) {
      return fail(e.exitCode(), e.getMessage());
    } catch (KernelException e) {
      return fail(ExitCode.OS_ERROR, e.getMessage());
    }
  }

  private void show(Path socket, Duration time)
      throws Refusal, KernelException, InterruptedException {
    if (once || !Terminal.isThere() || isDumb(System.getenv("TERM"))) {
      new PlainLines(socket, time, spec.commandLine().getOut()).print(once);
    } else {
      Top.show(socket, time, System.out, isEmpty(System.getenv("NO_COLOR")));
    }
  }

  private static boolean isDumb(String terminal) {
    return isEmpty(terminal) || terminal.equals("dumb");
  }

  private static boolean isEmpty(String variable) {
    return variable == null || variable.isEmpty();
  }

  private int fail(int exitCode, String message) {
    spec.commandLine().getErr().println("preforkd: " + message);
    return exitCode;
  }
}
