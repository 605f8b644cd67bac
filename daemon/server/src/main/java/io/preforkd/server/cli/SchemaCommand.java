package io.preforkd.server.cli;

import io.preforkd.config.JsonSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code preforkd schema}. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Prints the JSON Schema of the configuration, for editors and checks.",
    exitCodeListHeading = "%nExit codes (sysexits.h):%n",
    exitCodeList = {"0:printed", "64:the command line is wrong", StandardOutput.EXIT})
final class SchemaCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().println(JsonSchema.text());
  }
}
