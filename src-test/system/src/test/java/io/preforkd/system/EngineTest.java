package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine for spamd, asked by the real spamc and by a raw client. */
class EngineTest {
  private static final int SPAM = 1;
  private static final int GIVEN_UP = 64;

  @RegisterExtension final Stage stage = new Stage();

  private Preforkd daemon;

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
  }

  /** Whatever a test does, a restoration that is saved was not needed. */
  @AfterEach
  void restoredWhatItHadTo() {
    if (daemon != null) {
      assertEquals(0, daemon.log().count("configuration not restored"));
      assertEquals(0, daemon.log().count("uninitialized|Insecure|isn't numeric"));
    }
  }

  private void start(String... options) throws IOException {
    daemon = Engine.start(stage, Engine.pool(options));
  }

  private String ask(String request) throws IOException {
    return Engine.ask(daemon.port(), request);
  }

  private Finished spamc(String mail, String options) throws IOException {
    return Engine.spamc(stage, mail, "-d 127.0.0.1 -p " + daemon.port() + " " + options);
  }

  @Test
  void answersTheRealClient() throws IOException {
    start();
    assertEquals(SPAM, spamc(Engine.SPAM, "-c").exitCode());
    assertEquals(0, spamc(Engine.HAM, "-c").exitCode());
    assertTrue(spamc(Engine.SPAM, "-R").output().contains("1000 GTUBE"));
    assertTrue(spamc(Engine.SPAM, "-y").output().contains("GTUBE"));
    assertEquals("", spamc(Engine.HAM, "-r").output().replaceAll("^-?[0-9.]+/[0-9.]+\n", ""));
    assertTrue(spamc(Engine.SPAM, "").output().contains("X-Spam-Flag: YES"));
    assertTrue(spamc(Engine.SPAM, "--headers").output().contains("X-Spam-Flag: YES"));
    assertEquals(0, spamc("", "-K").exitCode());
    daemon.log().await("spamd: checking message <spam.1@example.com> for root:65534");
    daemon
        .log()
        .await("spamd: result: Y 9\\d\\d - .*GTUBE.* scantime=.*,mid=<spam.1@example.com>,");
  }

  @Test
  void answersOverASocketFile() throws IOException {
    daemon =
        Engine.start(
            stage,
            Engine.pool().replace("127.0.0.1:@PORT@", "{address: 'unix:@DIR@/s', mode: '0666'}"));
    Path socket = stage.folder().resolve("s");
    assertEquals(SPAM, Engine.spamc(stage, Engine.SPAM, "-U " + socket + " -c").exitCode());
    daemon.log().await("spamd: got connection over " + socket);
  }

  @Test
  void itsChildrenBearTheNameThatToolsLookFor() throws IOException {
    start();
    String child = daemon.log().await("slot=0 gen=1 pid=(\\d+) idle after").group(1);
    assertEquals("spamd child\n", Files.readString(Path.of("/proc", child, "comm")));
  }

  /** As pkill does it, which asks everybody whose name has spamd in it. */
  @Test
  void tellsWhereItIsWhenItIsAsked() throws IOException {
    start();
    ProcessView child = process("slot=0 gen=\\d+ pid=(\\d+) idle after");
    ProcessView template = process("template pid=(\\d+) ready");
    String line = "spamd: caught SIGUSR2 - dumping backtrace. most recent message: ";
    template.signal("USR2");
    child.signal("USR2");
    daemon.log().await(Pattern.quote(line + "(none)"));
    assertTrue(ask(Engine.request("CHECK SPAMC/1.5", "", Engine.SPAM)).contains("Spam: True"));
    child.signal("USR2");
    daemon.log().await(Pattern.quote(line + "<spam.1@example.com>"));
    child.signal("KILL");
    daemon.log().await("slot=0 gen=3 pid=\\d+ idle after");
    assertEquals(1, daemon.log().count("template pid=\\d+ ready"));
  }

  private ProcessView process(String line) {
    return new ProcessView(Long.parseLong(daemon.log().await(line).group(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "games  | setuid to games succeeded | for games:5",
        "root   | still running as root: user not specified with -u, .* falling back to mail | for root:8",
        "nosuch | unable to find user: 'nosuch' | for nosuch:8"
      })
  void scansWithTheRightsOfTheUser(String user, String line, String whose) throws IOException {
    start("--default-user=mail");
    String request = Engine.request("CHECK SPAMC/1.5", "User: " + user + "\r\n", Engine.SPAM);
    assertTrue(ask(request).contains("Spam: True"));
    daemon.log().await(line);
    daemon.log().await("spamd: checking message <spam.1@example.com> " + whose);
    assertTrue(ask(Engine.request("CHECK SPAMC/1.5", "User: bin\r\n", Engine.HAM)).contains("Sp"));
    daemon.log().await("setuid to bin succeeded");
  }

  @Test
  void inParanoidModeNobodyIsScannedByRoot() throws IOException {
    start("--paranoid");
    assertEquals("", ask(Engine.request("CHECK SPAMC/1.5", "", Engine.HAM)));
    daemon.log().await("in paranoid mode, still running as root: closing connection");
    assertEquals("", ask(Engine.request("CHECK SPAMC/1.5", "User: nosuch\r\n", Engine.HAM)));
    daemon.log().await("unable to find user: 'nosuch'");
  }

  @Test
  void whoIsLateIsToldSoInEveryPhase() throws IOException {
    start("--timeout-tcp=1", "--timeout-child=2");
    String late = "SPAMD/1.0 79 Timeout: (1 second socket timeout reading input from client)\r\n";
    for (String begun :
        new String[] {"", "PING SPAMC", "PING SPAMC/1.5\r\n", "CHECK SPAMC/1.5\r\n"}) {
      assertEquals(late, silentAfter(begun), begun);
    }
    String unfinished = "CHECK SPAMC/1.2\r\nContent-length: 1000\r\n\r\nSubject: x\n";
    String over = "SPAMD/1.0 79 Timeout: (2 second timeout while trying to CHECK)\r\n";
    assertEquals(over, silentAfter(unfinished));
    assertTrue(ask(Engine.request("CHECK SPAMC/1.5", "", Engine.SPAM)).contains("Spam: True"));
  }

  private String silentAfter(String begun) throws IOException {
    try (Client client = Client.to(daemon.port())) {
      return client.send(begun).readAll();
    }
  }

  @Test
  void aReplyIsNotLostToInputThatNobodyReads() throws IOException {
    start();
    String bad = "FOO SPAMC/1.2\r\n\r\n" + "x".repeat(3_000_000);
    assertEquals("SPAMD/1.0 76 Bad header line: FOO SPAMC/1.2\r\n", ask(bad));
  }

  /** The user's rights stay where they are, and so the engine; stock takes them on. */
  @Test
  void pingAndSkipLeaveTheUserAlone() throws IOException {
    start();
    assertEquals("SPAMD/1.5 0 PONG\r\n", ask("PING SPAMC/1.5\r\nUser: games\r\n\r\n"));
    assertEquals("", ask("SKIP SPAMC/1.5\r\nUser: games\r\n\r\n"));
    ask(Engine.request("CHECK SPAMC/1.5", "User: bin\r\n", Engine.HAM));
    daemon.log().await("setuid to bin succeeded");
    assertEquals(0, daemon.log().count("setuid to games"));
  }

  @Test
  void aCompressedMailThatComesTooSlowlyIsATimeout() throws IOException {
    start("--timeout-child=1");
    String begun = "CHECK SPAMC/1.5\r\nCompress: zlib\r\nContent-length: 100\r\n\r\nx";
    String over = "SPAMD/1.0 79 Timeout: (1 second timeout while trying to CHECK)\r\n";
    assertEquals(over, silentAfter(begun));
  }

  @Test
  void strangersGetNoReply() throws IOException {
    start("--allowed-ips=10.0.0.0/8");
    try {
      assertEquals("", ask("PING SPAMC/1.2\r\n"));
    } catch (IOException reset) {
      assertTrue(reset.getMessage().contains("reset"), reset.toString());
    }
    daemon.log().await("spamd: unauthorized connection from \\S+ \\[127.0.0.1\\]:");
  }

  @Test
  void finishesAMailBeforeItLeaves() throws IOException {
    start();
    String request = Engine.request("CHECK SPAMC/1.5", "", Engine.SPAM);
    try (Client client = Client.to(daemon.port())) {
      client.send(request.substring(0, 100));
      daemon.awaitWorkers("web", "busy", 1);
      daemon.signal("TERM");
      daemon.log().await("ended: exit code 0 while idle");
      assertTrue(client.send(request.substring(100)).end().readAll().contains("Spam: True"));
    }
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void logsToAFileAndFollowsItWhenItIsMoved() throws IOException {
    String pool = Engine.pool().replace("--syslog=null", "--syslog=@DIR@/spamd.log");
    daemon = Engine.start(stage, pool);
    Path log = stage.folder().resolve("spamd.log");
    ask("PING SPAMC/1.2\r\n");
    Patience.until("a line in the file", () -> holds(log, "info: spamd: connection from"));
    Files.move(log, stage.folder().resolve("spamd.log.1"));
    ask("PING SPAMC/1.2\r\n");
    Patience.until("a line in the new one", () -> holds(log, "info: spamd: connection from"));
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.exists(file) && Files.readString(file).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aWrongOptionEndsThePool() throws IOException {
    daemon = stage.launch(Engine.pool("--colour=blue", "--timeout-tcp=soon"));
    daemon.log().await("engine.pl: unknown option: colour");
    daemon.log().await("the template ended with exit code " + GIVEN_UP);
    assertFalse(daemon.exitCode() == 0);
  }
}
