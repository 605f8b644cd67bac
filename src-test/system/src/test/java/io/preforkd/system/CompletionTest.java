package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.ScreenOfTmux;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Completion by the scripts of the distribution in real shells. */
@Tag("once")
class CompletionTest {
  private static final String ASK =
      """
      . "$1"; shift
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
      _complete_preforkd 2>/dev/null; printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @RegisterExtension final Stage stage = new Stage();

  private Path script(String name) {
    return Path.of(stage.image()).resolve("share").resolve(name);
  }

  private Set<String> completions(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash", "-c", ASK, "bash", "" + script("bash-completion/completions/preforkd")));
    command.addAll(List.of(words));
    return Set.copyOf(
        Finished.run(command.toArray(String[]::new)).output().lines().map(String::strip).toList());
  }

  @Test
  void bashCompletesCommandsAndOptions() throws IOException {
    assertEquals(
        Set.of("check", "cluster", "completion", "config", "conformance", "ctl"),
        completions("preforkd", "c"));
    assertEquals(Set.of("recycle", "reload", "reopen-logs"), completions("preforkd", "ctl", "re"));
    assertEquals(Set.of("--timeout"), completions("preforkd", "ctl", "scale", "--t"));
    assertEquals(Set.of("bash", "zsh"), completions("preforkd", "completion", ""));
  }

  @Test
  void bashCompletesACommandInATerminal() throws IOException {
    try (ScreenOfTmux screen = ScreenOfTmux.of(stage, "bash", "--norc", "--noprofile", "-i")) {
      screen.type(". " + script("bash-completion/completions/preforkd") + "; clear; echo begin");
      complete(screen);
    }
  }

  private static void complete(ScreenOfTmux screen) throws IOException {
    // What is typed before the prompt is there stands in front of it as well.
    screen.await("(?m)^begin\\nsane> ?$");
    screen.write("preforkd ctl sca");
    screen.press("Tab");
    screen.await("(?m)^sane> preforkd ctl scale ?$");
    screen.write("--no-");
    screen.press("Tab");
    screen.await("(?m)^sane> preforkd ctl scale --no-wait");
  }

  @Test
  void zshCompletesACommandInATerminal() throws IOException {
    Assumptions.assumeTrue(Finished.hasProgram("zsh"), "zsh is missing");
    try (ScreenOfTmux screen = ScreenOfTmux.of(stage, "zsh", "-f")) {
      screen.type("PS1='sane> '; fpath=(" + script("zsh/vendor-completions") + " $fpath)");
      screen.type("autoload -U compinit; compinit -u -D; clear; echo begin");
      complete(screen);
    }
  }

  @Test
  void theCommandPrintsWhatTheDistributionHas() throws IOException {
    String bash = stage.preforkd("completion", "bash").output();
    assertEquals(
        Files.readString(script("bash-completion/completions/preforkd")).strip(), bash.strip());
    String zsh = stage.preforkd("completion", "zsh").output();
    assertEquals(Files.readString(script("zsh/vendor-completions/_preforkd")).strip(), zsh.strip());
  }
}
