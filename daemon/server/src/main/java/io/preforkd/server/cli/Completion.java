package io.preforkd.server.cli;

import picocli.AutoComplete;
import picocli.CommandLine;

/** Scripts by which shells complete commands and options of preforkd. */
final class Completion {
  private static final String PROGRAM = "preforkd";
  private static final String FUNCTION = "_complete_" + PROGRAM;

  private Completion() {}

  /** For bash, which reads it; zsh can read it as well. */
  static String bash(CommandLine main) {
    return AutoComplete.bash(PROGRAM, main);
  }

  /**
   * For a file {@code _preforkd} in zsh's path of functions, which zsh reads when it needs it.
   * There an alias would come too late, and an option of the user's shell is not ours to set.
   */
  static String zsh(CommandLine main) {
    return "#compdef "
        + PROGRAM
        + "\ncompopt() { : }\n"
        + bash(main).replaceAll("(?m)^  (?:setopt COMPLETE_ALIASES|alias compopt=.*)\n", "")
        + "\n_bash_complete -o default -F "
        + FUNCTION
        + "\n";
  }
}
