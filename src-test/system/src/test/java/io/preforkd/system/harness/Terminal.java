package io.preforkd.system.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A shell in an {@link Enclosure}, into which commands are typed one after the other. */
public final class Terminal implements AutoCloseable {
  private static final String SEEN = "/mnt";
  private static final String TYPED = ".typed";

  /** Commands may take a while also where nothing else is done, as an installation does. */
  private static final Duration PATIENCE = Patience.LIMIT.multipliedBy(4);

  private final Process shell;
  private final DaemonLog output;
  private final Path scripts;
  private final String name;
  private int typed;

  /**
   * Opens one whose folder is the root's shared one.
   *
   * @param shared that folder, as it is seen from outside
   * @param name tells this terminal's own files there from those of others
   */
  public Terminal(Enclosure root, Path shared, String name) throws IOException {
    List<String> command = root.inside();
    command.addAll(List.of("HOME=/root", "JAVA_HOME=" + Image.javaHome()));
    command.addAll(List.of("bash", "--noprofile", "--norc"));
    this.shell = new ProcessBuilder(command).redirectErrorStream(true).start();
    this.output = new DaemonLog(shell.getInputStream());
    this.scripts = Files.createDirectories(shared.resolve(TYPED));
    this.name = name;
    send("cd " + SEEN + "; trap 'failed=$?' ERR");
  }

  /** Types commands, and does not wait for them. */
  public void begin(String commands) throws IOException {
    typed++;
    String file = TYPED + "/" + name + "-" + typed;
    Files.writeString(scripts.resolveSibling(file), commands);
    send("failed=0; echo 'begun %d'; . %s/%s </dev/null".formatted(typed, SEEN, file));
    send("printf '\\nended %d %%d\\n' $failed".formatted(typed));
  }

  /** Types commands and waits for their end. */
  public Finished type(String commands) throws IOException {
    begin(commands);
    return awaitEnd();
  }

  /** What was typed last has ended; the exit code is that of the last command of it that failed. */
  public Finished awaitEnd() {
    Patience.within(PATIENCE, "the end of what was typed: " + this, this::hasEnded);
    String code = output.await("^ended " + typed + " (\\d+)$").group(1);
    return new Finished(Integer.parseInt(code), printed());
  }

  public boolean hasEnded() {
    return typed == 0 || output.count("^ended " + typed + " ") > 0;
  }

  /** What the commands that were typed last have printed so far. */
  public String printed() {
    String all = output + "\n";
    String begun = "begun " + typed + "\n";
    int start = all.lastIndexOf(begun);
    int end = all.indexOf("\nended " + typed + " ", start);
    return start < 0 ? "" : all.substring(start + begun.length(), end < 0 ? all.length() : end + 1);
  }

  private void send(String line) {
    try {
      OutputStream input = shell.getOutputStream();
      input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      throw new AssertionError("its shell has ended: " + this, e);
    }
  }

  @Override
  public void close() throws IOException {
    shell.getOutputStream().close();
  }

  @Override
  public String toString() {
    return "terminal " + name + "\n" + output;
  }
}
