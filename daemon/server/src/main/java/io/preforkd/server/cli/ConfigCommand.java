package io.preforkd.server.cli;

import io.preforkd.config.Fault;
import io.preforkd.config.LoadedConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code preforkd config}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Prints the effective configuration, each value with where it came from.",
    exitCodeListHeading = "%nExit codes (sysexits.h):%n",
    exitCodeList = {
      "0:printed",
      "64:the command line is wrong",
      StandardOutput.EXIT,
      "78:there are faults, and each is named"
    })
final class ConfigCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LoadedConfig loaded = config.read();
    if (loaded.settings().isEmpty()) {
      loaded.faults().stream().map(Fault::toString).forEach(spec.commandLine().getErr()::println);
      return ExitCode.CONFIG;
    }
    spec.commandLine().getOut().print(loaded.effective().toText());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
