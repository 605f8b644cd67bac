package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
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
  private static final Set<String> ASKED =
      Set.of("preforkd", "curl", "spamc", "printf", "grep", "openssl");

  /** What asks the machine, or Debian's own installation. */
  private static final Set<String> OTHERS =
      Set.of("systemctl", "journalctl", "ss", "nstat", "dmesg", "spamassassin", "sa-update", "ls");

  @RegisterExtension final Stage stage = new Stage();

  private Preforkd daemon;

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
  }

  @Test
  void itsCommandsWork() throws IOException {
    daemon = new RealSpamd(stage).start(RealSpamd.withTls());
    String request = Engine.request("CHECK SPAMC/1.5", "User: ann\r\n", Engine.HAM);
    assertTrue(Engine.ask(daemon.port(), request).contains("Spam: False"));
    daemon.signal("HUP");
    daemon.log().await(2, "spamd: server started on ");
    List<String> commands = commands();
    assertTrue(commands.size() > 30, commands.toString());
    for (String command : commands) {
      String program = command.split(" ", 2)[0];
      assertTrue(ASKED.contains(program) || OTHERS.contains(program), command);
      if (ASKED.contains(program)) {
        works(command);
      }
    }
  }

  private void works(String command) throws IOException {
    Finished done = Finished.run("sh", "-c", here(command));
    assertEquals(0, done.exitCode(), command + ": " + done);
    assertFalse(command.startsWith("curl") && done.output().isBlank(), command);
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
        .replace("/var/log/mail.log", daemon.file("mail.log").toString())
        .replace("/etc/spamassassin/certs/server-cert.pem", daemon.file("cert.pem").toString());
  }
}
