package io.preforkd.system.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A shell in a terminal of tmux, in which a command of preforkd was started. Each has a server of
 * its own, whose socket is in the test's folder.
 */
public final class ScreenOfTmux implements AutoCloseable {
  public static final int COLUMNS = 80;
  public static final int LINES = 24;

  private static final Pattern COLOUR = Pattern.compile("\u001b\\[(?:\\d+;)*[349][0-7][;m]");

  private static final String PROMPT = "sane> ";

  private final Path socket;

  private ScreenOfTmux(Path socket) {
    this.socket = socket;
  }

  /** Starts the command on the daemon started last; the test is left out where tmux is missing. */
  public static ScreenOfTmux running(Stage stage, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Image.launcher().toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-c", stage.folder().resolve("preforkd.yaml").toString()));
    String words = "command=" + String.join(" ", command);
    ScreenOfTmux screen = of(stage, words, "bash", "--norc", "--noprofile", "-i");
    screen.await(Pattern.quote(PROMPT.strip()));
    // A line that wraps wraps anew on a narrower screen, and tmux then loses the cursor's place.
    screen.type("before=$(stty -g); $command");
    return screen;
  }

  /** Starts a shell, after its variables; the test is left out where tmux is missing. */
  public static ScreenOfTmux of(Stage stage, String... shell) throws IOException {
    Assumptions.assumeTrue(Finished.hasProgram("tmux"), "tmux is missing");
    Path socket = Files.createTempFile(stage.folder(), "tmux", "");
    Files.delete(socket);
    ScreenOfTmux screen = new ScreenOfTmux(socket);
    List<String> command = new ArrayList<>(List.of("new-session", "-d", "-x", "" + COLUMNS));
    command.addAll(List.of("-y", "" + LINES));
    // By tmux's own option for variables some would not get there.
    command.add("env");
    stage.environment().forEach((name, value) -> command.add(name + "=" + value));
    command.add("PS1=" + PROMPT);
    command.addAll(List.of(shell));
    screen.tmux(command.toArray(String[]::new));
    return screen;
  }

  /** Types a line. */
  public void type(String line) throws IOException {
    write(line);
    press("Enter");
  }

  /** Types without ending the line. */
  public void write(String text) throws IOException {
    tmux("send-keys", "-l", "--", text);
  }

  /** Presses keys, by the names that tmux has for them. */
  public void press(String... keys) throws IOException {
    List<String> command = new ArrayList<>(List.of("send-keys"));
    command.addAll(List.of(keys));
    tmux(command.toArray(String[]::new));
  }

  public void resize(int columns, int lines) throws IOException {
    tmux("resize-window", "-x", "" + columns, "-y", "" + lines);
  }

  /** What is on the screen. */
  public String text() {
    try {
      return tmux("capture-pane", "-p");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether something on the screen has a colour. */
  public boolean hasColour() throws IOException {
    return COLOUR.matcher(tmux("capture-pane", "-p", "-e")).find();
  }

  /** Waits until the screen has something of this form. */
  public void await(String form) {
    Pattern pattern = Pattern.compile(form);
    try {
      Patience.until("screen with " + form, () -> pattern.matcher(text()).find());
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + " in\n" + text(), e);
    }
  }

  /** Waits until the command has ended with this code and has left the terminal as it was. */
  public void awaitEnd(int exitCode) throws IOException {
    await("(?m)^" + PROMPT + "?$");
    type("echo code=$? same=$([ \"$before\" = \"$(stty -g)\" ] && echo yes)");
    await("(?m)^code=" + exitCode + " same=yes$");
    String flags = tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{wrap_flag}");
    if (!flags.strip().equals("0 1 1")) {
      throw new AssertionError("second screen, cursor, wrapping: " + flags);
    }
  }

  @Override
  public void close() throws IOException {
    tmux("kill-server");
  }

  private String tmux(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
    command.addAll(List.of("-f", "/dev/null"));
    command.addAll(List.of(arguments));
    Finished done = Finished.run(command.toArray(String[]::new));
    if (done.exitCode() != 0) {
      throw new AssertionError(command + " exits with " + done);
    }
    return done.output();
  }
}
