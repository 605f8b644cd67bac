package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever is woken at night types what the runbook says: it has to work. */
class RunbookTest {
  /** What can be asked of a daemon that runs here, in place of the machine's own. */
  private static final Set<String> ASKED = Set.of("preforkd", "curl", "spamc", "printf", "openssl");

  /** What asks the machine, or Debian's own installation. */
  private static final Set<String> OTHERS =
      Set.of("systemctl", "journalctl", "ss", "nstat", "dmesg", "spamassassin", "runuser", "ls");

  /** The daemon's file has what would be in the journal. */
  private static final String JOURNAL = "journalctl -u spamd --since -1d |";

  /** What only a daemon that waits no longer than a second has in its log soon. */
  private static final String TIMEOUTS = "grep 'spamd: timeout: '";

  /** What does something says nothing of it. */
  private static final String SILENT = " scale ";

  @RegisterExtension final Stage stage = new Stage();

  private Preforkd daemon;

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
  }

  @Test
  void itsCommandsWork() throws IOException {
    daemon = new RealSpamd(stage).start(RealSpamd.withTls());
    provokeWhatTheyLookFor();
    List<String> commands = commands();
    assertTrue(commands.size() > 30, commands.toString());
    for (String command : commands) {
      String program = command.split(" ", 2)[0];
      assertTrue(ASKED.contains(program) || OTHERS.contains(program), command);
      if (command.startsWith(JOURNAL) && !command.contains(TIMEOUTS)) {
        finds(command);
      } else if (ASKED.contains(program)) {
        assertEquals(command.contains(SILENT), works(command).isBlank(), command);
      }
    }
  }

  private void provokeWhatTheyLookFor() throws IOException {
    String spam = Engine.HAM.replace("Subject: hello", "Subject: cheap");
    assertTrue(ask("CHECK SPAMC/1.5", "User: ann\r\n", spam).contains("Spam: True"));
    assertTrue(ask("CHECK SPAMC/1.5", "Compress: zlib\r\n", "abc").contains(" 69 "));
    assertTrue(ask("FOO", "", "").contains(" 76 "));
    long child = Long.parseLong(daemon.log().await("spawned child process, pid (\\d+)").group(1));
    new ProcessView(child).signal("KILL");
    daemon.log().await("child pid \\[" + child + "\\] due to SIGCHLD: KILLED");
    daemon.signal("HUP");
    daemon.log().await(2, "spamd: server started on ");
  }

  private String ask(String command, String headers, String mail) throws IOException {
    return Engine.ask(daemon.port(), Engine.request(command, headers, mail));
  }

  @Test
  void timeoutsAreFound() throws IOException {
    daemon = new RealSpamd(stage).start("-T", "1");
    try (Client silent = Client.to(daemon.port())) {
      assertTrue(silent.readAll().contains(" 79 Timeout: "));
    }
    List<String> looking = commands().stream().filter(line -> line.contains(TIMEOUTS)).toList();
    assertEquals(1, looking.size(), looking.toString());
    finds(looking.get(0));
  }

  /** What is looked for is logged behind the reply. */
  private void finds(String command) {
    Patience.until(command, () -> !works(command).isBlank());
  }

  /** What the command prints; it finds no fault. */
  private String works(String command) {
    try {
      Path errors = stage.folder().resolve("errors");
      Finished done = Finished.run("sh", "-c", "{ " + here(command) + "; } 2>" + errors);
      assertEquals(0, done.exitCode(), command + ": " + done);
      assertEquals("", Files.readString(errors), command);
      return done.output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of code, and the commands of preforkd among the text. */
  private static List<String> commands() throws IOException {
    String runbook = Files.readString(Image.root().resolve("ops/docs/runbook.md"));
    Stream<String> lines = runbook.lines().filter(line -> line.startsWith("    "));
    Stream<String> others =
        Pattern.compile("`(preforkd ctl [^`]+)`").matcher(runbook).results().map(m -> m.group(1));
    return Stream.concat(lines, others).map(String::strip).toList();
  }

  private String here(String command) {
    return command
        .replace("preforkd ctl", stage.image() + "/ops/preforkd ctl")
        .replace("/run/preforkd/spamd.sock", daemon.file("spamd.sock").toString())
        .replace("127.0.0.1:9783", "127.0.0.1:" + daemon.port("ADMIN"))
        .replace("spamc -", "spamc -d 127.0.0.1 -p " + daemon.port() + " -")
        .replace(JOURNAL, "cat " + daemon.file("mail.log") + " |")
        .replace("/etc/spamassassin/certs/server-cert.pem", daemon.file("cert.pem").toString());
  }
}
