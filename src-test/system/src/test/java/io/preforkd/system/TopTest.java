package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ScreenOfTmux;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code preforkd top} in a real terminal, that of tmux. */
@Tag("once")
class TopTest {
  private static final int UNAVAILABLE = 69;
  private static final int INTERRUPTED = 130;
  private static final int TERMINATED = 143;
  private static final String POOL =
      Workers.web(Workers.PERL, "min: 2", "max: 4", "start: 2", "min-spare: 1", "max-spare: 4");
  private static final String OTHER =
      Workers.pool("second", "unix:@DIR@/second.sock", Workers.PERL, "mode: static", "max: 1");

  @RegisterExtension final Stage stage = new Stage();

  private ScreenOfTmux top(String... arguments) throws IOException {
    return ScreenOfTmux.running(stage, arguments);
  }

  @Test
  void showsThePoolScalesItAndLeavesTheTerminalAsItWas() throws IOException {
    Preforkd daemon = stage.start(POOL);
    try (ScreenOfTmux screen = top("top", "-i", "0.2")) {
      screen.await("(?m)^> web +ready +2 +0 +0 +0 +2/4 ");
      screen.await("(?m)^ +0 +1 +" + daemon.child("web", 0).pid() + " idle ");
      assertTrue(screen.text().lines().allMatch(line -> line.length() <= 80));
      screen.press("+");
      screen.await("(?m)^> web +held 3 +3 ");
      daemon.log().await("pool=web is held at 3 children: control");
      screen.press("A");
      screen.await("(?m)^> web +ready ");
      screen.press("f");
      screen.await("(?m)^> web +held 3 +3 ");
      screen.press("-");
      screen.await("(?m)^> web +held 2 +2 ");
      screen.press("q");
      screen.awaitEnd(0);
    }
  }

  @Test
  void sortsChildrenAndChoosesPools() throws IOException {
    Preforkd daemon = stage.start(POOL + OTHER);
    try (Client first = Client.holding(daemon.port());
        Client second = Client.holding(daemon.port());
        ScreenOfTmux screen = top("top", "-i", "0.2")) {
      daemon.awaitAccepted("web", 2);
      first.finish();
      screen.await("(?ms)^ +0 .* idle .*^ +1 .* busy ");
      screen.press("s");
      screen.await("(?ms)^ +1 .* busy .*^ +0 .* idle ");
      screen.press("n");
      screen.await("(?ms)^ +0 .*^ +1 ");
      screen.press("Down");
      screen.await("(?m)^> second ");
      screen.await("(?m)^pool=second: ");
      screen.press("Up");
      screen.await("(?m)^> web ");
      screen.press("h");
      screen.await("sorts children by age");
      second.finish();
      screen.press("h", "q");
      screen.awaitEnd(0);
    }
  }

  /** A pool that does not serve is red, unless it is the chosen one. */
  @ParameterizedTest
  @CsvSource({"'', true", "1, false"})
  void coloursAreForThoseWhoWantThem(String noColour, boolean hasColour) throws IOException {
    String broken = "{command: [sh, -c, exit 1]}";
    stage
        .environment("NO_COLOR", noColour)
        .launch(POOL + Workers.pool("broken", "unix:@DIR@/broken.sock", broken))
        .idleChild("web", 0);
    try (ScreenOfTmux screen = top("top", "-i", "0.2")) {
      screen.await("(?m)^  broken +not ready ");
      assertEquals(hasColour, screen.hasColour());
      screen.press("q");
      screen.awaitEnd(0);
    }
  }

  @Test
  void followsTheSizeOfTheScreen() throws IOException {
    stage.start(POOL);
    try (ScreenOfTmux screen = top("top", "-i", "3600")) {
      screen.await("(?m)^> web ");
      assertEquals(ScreenOfTmux.LINES, screen.text().lines().count());
      screen.resize(60, 12);
      screen.await("(?m)^q quit");
      assertEquals(12, screen.text().lines().count());
      screen.press("q");
      screen.awaitEnd(0);
    }
  }

  @Test
  void stopsAndGoesOnAsTheShellSays() throws IOException {
    stage.start(POOL);
    try (ScreenOfTmux screen = top("top", "-i", "0.2")) {
      screen.await("(?m)^> web ");
      screen.press("C-z");
      screen.await("Stopped");
      screen.type("fg");
      screen.await("(?m)^> web ");
      screen.press("q");
      screen.awaitEnd(0);
    }
  }

  @Test
  void givesTheTerminalBackWhenItIsInterruptedOrTerminated() throws IOException {
    stage.start(POOL);
    try (ScreenOfTmux screen = top("top", "-i", "0.2")) {
      screen.await("(?m)^> web ");
      screen.press("C-c");
      screen.awaitEnd(INTERRUPTED);
    }
    try (ScreenOfTmux screen = top("top", "-i", "0.2")) {
      screen.await("(?m)^> web ");
      stage.processes().stream()
          .filter(process -> process.commandLine().contains(" top "))
          .forEach(process -> process.signal("TERM"));
      screen.awaitEnd(TERMINATED);
    }
  }

  @Test
  void givesTheTerminalBackWhenTheDaemonHasGone() throws IOException {
    stage.start(POOL);
    try (ScreenOfTmux screen = top("top", "-i", "0.2")) {
      screen.await("(?m)^> web ");
      stage.stopAll();
      screen.awaitEnd(UNAVAILABLE);
      assertTrue(screen.text().contains("preforkd: no daemon answers at "), screen.text());
    }
  }

  @Test
  void printsLinesWhereNobodySits() throws IOException {
    Preforkd daemon = stage.start(POOL);
    Client.get(daemon.port());
    Finished once =
        stage.preforkd("top", "--once", "-i", "0.1", "--socket", stage.folder() + "/control.sock");
    assertEquals(0, once.exitCode());
    String line =
        "up=\\S+ pool=web ready idle=2/1\\.\\.4 busy=0 starting=0 leaving=0 total=2/4"
            + " waiting=0 backlog=0/\\d+ rate=0\\.0/s saturated=0%";
    assertTrue(once.output().matches(line), once.output());
  }

  @Test
  void endsOnceNobodyReadsItsLines() throws IOException {
    stage.start(POOL);
    stage.by("sh", "-c", "{ \"$@\"; echo exit $? >&2; } | head -n 1", "sh");
    Finished top = stage.preforkd("top", "-i", "0.1", "--socket", stage.folder() + "/control.sock");
    assertTrue(top.output().endsWith("\nexit 0"), top.output());
  }

  @Test
  void refusesAnIntervalOutOfRange() throws IOException {
    Finished refused = stage.preforkd("top", "-i", "0", "--socket", "none");
    assertEquals(64, refused.exitCode());
    assertEquals(
        List.of(
            "preforkd: --interval 0.0 is out of range: 0.1 to 3600 seconds",
            "Try 'preforkd top --help'."),
        refused.output().lines().toList());
  }

  @Test
  void saysThatNoDaemonAnswers() throws IOException {
    Finished refused = stage.preforkd("top", "--socket", stage.folder() + "/none.sock");
    assertEquals(UNAVAILABLE, refused.exitCode());
    assertTrue(refused.output().startsWith("preforkd: no daemon answers at "), refused.output());
  }
}
