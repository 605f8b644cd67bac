package io.preforkd.server.cli;

import io.preforkd.server.sys.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What a command says that becomes another program, whose words stand behind {@code --}. */
final class Delegate {
  static final String DELIMITER = "--";

  private Delegate() {}

  /**
   * All behind the first {@code --}: none of it is ours, however it looks. The parser has put it
   * behind our own parameters.
   *
   * @param what the command is, in a word
   * @return the command, which is not empty
   * @throws ParameterException if there is none
   */
  static List<String> command(CommandSpec spec, String what) {
    List<String> all = spec.commandLine().getParseResult().originalArgs();
    int delimiter = all.indexOf(DELIMITER);
    if (delimiter < 0 || delimiter == all.size() - 1) {
      throw new ParameterException(
          spec.commandLine(),
          "Missing the " + what + ": put -- and its command behind everything else");
    }
    return all.subList(delimiter + 1, all.size());
  }

  /** The program, as the caller's shell would find it. */
  static Optional<Path> find(String program) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), Programs.DEFAULT_PATH);
    return Programs.find(program, Path.of("").toAbsolutePath(), path);
  }

  /** Says why it cannot be, and returns the code. */
  static int fail(CommandSpec spec, int code, String why) {
    spec.commandLine().getErr().println("preforkd: " + why);
    return code;
  }
}
