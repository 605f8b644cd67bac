package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of spamd that others wrote: Mail::SpamAssassin::Client, and that of Exim. */
class MailClientsTest {
  private static final Path EXIM = Path.of("/usr/sbin/exim4");

  @RegisterExtension final Stage stage = new Stage();

  @BeforeEach
  void needsTheEngineAndAFolderForAll() throws IOException {
    Engine.assumeThere();
    Files.setPosixFilePermissions(stage.folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  @ParameterizedTest
  @EnumSource
  void thePerlClientIsToldOfSpam(Scanning server) throws IOException {
    assertEquals(
        """
        ping: 1
        check: True, above the threshold
        process: True, above the threshold, and why
        headers: True, above the threshold, and why
        spam_report: True, above the threshold, and why
        spam_report_ifspam: Yes, above the threshold, and why""",
        told(server, "check", Engine.SPAM));
  }

  @ParameterizedTest
  @EnumSource
  void thePerlClientIsToldOfHam(Scanning server) throws IOException {
    assertEquals(
        """
        ping: 1
        check: False, above nothing
        process: False, above nothing
        headers: False, above nothing
        spam_report: False, above nothing
        spam_report_ifspam: No, above nothing""",
        told(server, "check", Engine.HAM));
  }

  @ParameterizedTest
  @EnumSource(names = "ENGINE")
  void thePerlClientTeachesAndTakesBack(Scanning server) throws IOException {
    assertEquals("learned\nlearned already\nforgotten", told(server, "learn", Engine.SPAM));
  }

  private String told(Scanning server, String what, String mail) throws IOException {
    int port = start(server).port();
    String file = stage.write("mail", mail).toString();
    String client = Image.client("client.pl").toString();
    return Finished.run("perl", client, what, Integer.toString(port), file).output();
  }

  private Preforkd start(Scanning server) throws IOException {
    String bayes = "'--cf=bayes_path " + stage.folder() + "/bayes'";
    return server.start(stage, Scanning.TCP, "--allow-tell", bayes);
  }

  @ParameterizedTest
  @EnumSource
  void eximRefusesSpamAndTakesHam(Scanning server) throws IOException {
    assumeTrue(
        Finished.run("sh", "-c", EXIM + " -bV | grep Content_Scanning").exitCode() == 0,
        "no Exim that asks spamd");
    int port = start(server).port();
    String said = smtp(port, Engine.SPAM, Engine.HAM);
    assertTrue(said.matches("(?s).*\\n550 spam of \\d+\\.\\d points\r?\n.*"), said);
    String log = Files.readString(stage.folder().resolve("mainlog"));
    assertTrue(log.contains("ham of "), log);
  }

  /** What Exim replies to whoever brings these mails, one after the other. */
  private String smtp(int port, String... mails) throws IOException {
    StringBuilder dialogue = new StringBuilder("EHLO relay.example.com\r\n");
    for (String mail : mails) {
      dialogue.append("MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n");
      dialogue.append(mail.replace("\n", "\r\n")).append(".\r\nRSET\r\n");
    }
    Path said = stage.write("dialogue", dialogue + "QUIT\r\n");
    String exim = EXIM + " -C " + Image.client("exim.conf") + " -DDIR=" + stage.folder();
    return Finished.run(
            "sh", "-c", "exec " + exim + " -DSPAMD='127.0.0.1 " + port + "' -bs <" + said)
        .output();
  }
}
