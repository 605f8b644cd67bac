package io.preforkd.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code preforkd completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script by which a shell completes commands and options of preforkd.",
      "The distribution has both in share/, where packages find them."
    },
    exitCodeListHeading = "%nExit codes (sysexits.h):%n",
    exitCodeList = {"0:done", "64:the command line is wrong", StandardOutput.EXIT},
    footer = {
      "",
      "Example, in ~/.bashrc: source <(preforkd completion bash)",
      "For zsh, in a folder of $fpath: preforkd completion zsh > _preforkd"
    })
final class CompletionCommand implements Runnable {
  /** The shells that there is a script for. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    String script =
        shell == Shell.bash
            ? Completion.bash(spec.root().commandLine())
            : Completion.zsh(spec.root().commandLine());
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
  }
}
