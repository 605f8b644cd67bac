package io.preforkd.server.cli;

import io.preforkd.server.journal.Reproduction;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code preforkd replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Tells pools of its own what those of a journal were told, and compares what they decide.",
      "No daemon is needed, and nothing is started."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every decision of every file is the same",
      "1:a decision differs",
      "65:a file is no journal, or broken",
      "66:a file cannot be read",
      StandardOutput.EXIT
    })
final class ReplayCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files of a journal; each is replayed on its own.")
  private List<Path> files;

  @Spec private CommandSpec spec;

  /** All files are replayed; the code is that of the first that is not as it should be. */
  @Override
  public Integer call() {
    int code = ExitCode.OK;
    for (Path file : files) {
      int next = replay(file);
      code = code == ExitCode.OK ? next : code;
    }
    return code;
  }

  private int replay(Path file) {
    PrintWriter err = spec.commandLine().getErr();
    try {
      Reproduction.Result result = new Reproduction(file, Version.text()).run();
      boolean isFine = result.outcome() == Reproduction.Outcome.SAME;
      (isFine ? spec.commandLine().getOut() : err).println(result.words());
      return code(result.outcome());
    } catch (IOException e) {
      err.println("preforkd: " + file + " cannot be read: " + e);
      return ExitCode.NO_INPUT;
    }
  }

  private static int code(Reproduction.Outcome outcome) {
    return switch (outcome) {
      case SAME -> ExitCode.OK;
      case DIFFERENT -> ExitCode.DIFFERENT;
      case UNREADABLE -> ExitCode.DATA;
    };
  }
}
