package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What children write becomes log lines: whole, tagged, never mixed. */
class OutputTest {
  private static final int LINE = 65_000;
  private static final int LINES = 20;

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void longLinesOfTwoChildrenAtOnceStayWholeAndTagged() throws IOException {
    Preforkd daemon =
        stage.launch(
            Workers.web(
                "{command: [perl, @WORKERS@/chatter.pl, \"" + LINES + "\", \"" + LINE + "\"]}",
                "mode: static",
                "max: 2"));
    daemon.log().await(1, "slot=0 .* \\| stderr end");
    daemon.log().await(1, "slot=1 .* \\| stderr end");
    daemon.log().await(1, "slot=0 .* \\| stdout end");
    daemon.log().await(1, "slot=1 .* \\| stdout end");
    for (int slot = 0; slot < 2; slot++) {
      for (String stream : List.of("stdout", "stderr")) {
        assertWhole(daemon, slot, stream);
      }
    }
  }

  private static void assertWhole(Preforkd daemon, int slot, String stream) {
    Pattern whole =
        Pattern.compile(
            "pool=web slot="
                + slot
                + " gen=[0-9]+ pid=[0-9]+ \\| "
                + stream
                + " [0-9]+ ("
                + slot
                + "{"
                + LINE
                + "})$");
    List<String> lines = daemon.log().matching("\\| " + stream + " [0-9]+ " + slot);
    assertEquals(LINES, lines.size(), stream + " of slot " + slot);
    for (int i = 0; i < LINES; i++) {
      assertTrue(whole.matcher(lines.get(i)).find(), "mixed or cut: " + start(lines.get(i)));
      assertTrue(lines.get(i).contains("| " + stream + " " + i + " "), "order");
    }
  }

  private static String start(String line) {
    return line.substring(0, Math.min(200, line.length())) + " (" + line.length() + ")";
  }

  @Test
  void whatAChildLeavesUnendedIsALineToo() throws IOException {
    Preforkd daemon =
        stage.launch(
            Workers.web(
                "{command: [sh, -c, \"printf no-newline; exit 1\"]}", "mode: static", "max: 1"));
    daemon.log().await("slot=0 gen=1 pid=[0-9]+ \\| no-newline$");
    daemon.log().await("slot=0 gen=1 .* ended: exit code 1");
    List<String> lines = daemon.log().matching("gen=1 ");
    assertTrue(lines.get(0).endsWith("| no-newline"), lines.toString());
  }

  @Test
  void aChildCannotForgeALineOfTheDaemon() throws IOException {
    Preforkd daemon =
        stage.launch(
            Workers.web(
                "{command: [sh, -c, \"printf 'a\\\\rb\\\\033[31m\\\\n'; exit 1\"]}",
                "mode: static",
                "max: 1"));
    String line = daemon.log().await("gen=1 pid=[0-9]+ \\| a.*").group();
    assertEquals(-1, line.chars().filter(c -> c < ' ').findFirst().orElse(-1), line);
  }
}
