package io.preforkd.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code preforkd check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Reads the configuration and says \"ok\" or every fault; starts nothing.",
    exitCodeListHeading = "%nExit codes (sysexits.h):%n",
    exitCodeList = {
      "0:no fault",
      "64:the command line is wrong",
      StandardOutput.EXIT,
      "78:there are faults, and each is named"
    })
final class CheckCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (config.settings(config.read(), spec.commandLine().getErr()).isEmpty()) {
      return ExitCode.CONFIG;
    }
    spec.commandLine().getOut().println(config.file() + ": ok");
    return ExitCode.OK;
  }
}
