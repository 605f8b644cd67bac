package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Debian's spamc against the configuration that preforkd comes with, its ports moved. */
class SpamcTest {
  private static final String GTUBE =
      "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

  private static final String HAM = "From: a@b\nMessage-Id: <1@b>\nSubject: lunch\n\nAt one.\n";
  private static final String SPAM = HAM + GTUBE + "\n";
  private static final int IO_ERROR = 74;

  @RegisterExtension final Stage stage = new Stage();

  private Preforkd daemon;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/spamc")), "spamc is missing");
    daemon =
        stage.start(
            Files.readString(Image.root().resolve("config/spamd.yaml"))
                .replace("127.0.0.1:7830", "127.0.0.1:@PORT@")
                .replace("127.0.0.1:9783", "127.0.0.1:@ADMIN@"));
  }

  @Test
  void tellsSpamFromHam() throws IOException {
    assertEquals(new Finished(0, "0.0/5.0"), spamc("-c", HAM));
    assertEquals(new Finished(1, "1000.0/5.0"), spamc("-c", SPAM));
    assertEquals(new Finished(0, "GTUBE"), spamc("-y", SPAM));
    assertEquals(new Finished(0, "SPAMD/1.5 0"), spamc("-K", ""));
    daemon
        .log()
        .await(
            "\\| spamd: result: Y 1000 - GTUBE scantime=\\d\\.\\d,size=\\d+,user=\\S+,uid=\\d+,"
                + "required_score=5\\.0,rhost=localhost,raddr=127\\.0\\.0\\.1,rport=\\d+,mid=<1@b>");
  }

  @Test
  void reports() throws IOException {
    Finished report = spamc("-R", SPAM);
    assertEquals(0, report.exitCode());
    assertTrue(report.output().startsWith("1000.0/5.0\nContent analysis details:"), "" + report);
    assertTrue(report.output().contains("\n1000 GTUBE "), "" + report);
    assertEquals(new Finished(0, ""), spamc("-r", HAM));
    assertTrue(spamc("-r", SPAM).output().contains("\n1000 GTUBE "));
  }

  @Test
  void marksMessages() throws IOException {
    String marked = spamc("", SPAM).output() + "\n";
    assertTrue(marked.startsWith("X-Spam-Checker-Version: preforkd-spamd "), marked);
    assertTrue(marked.contains("\nX-Spam-Flag: YES\nX-Spam-Level: *****"), marked);
    assertTrue(marked.endsWith(SPAM), marked);
    String ham = spamc("--headers", HAM).output() + "\n";
    assertTrue(ham.contains("\nX-Spam-Status: No, score=0.0 required=5.0\n"), ham);
    assertTrue(ham.endsWith(HAM), ham);
  }

  @Test
  void servesOverItsUnixSocket() throws IOException {
    Path mail = stage.write("mail", SPAM);
    Path socket = daemon.file("mail.sock");
    assertEquals(new Finished(1, "1000.0/5.0"), shell("spamc -x -U " + socket + " -c < " + mail));
    daemon.log().await("\\| spamd: got connection over " + socket);
  }

  @Test
  void learnsNothing() throws IOException {
    assertEquals(IO_ERROR, spamc("-L spam", SPAM).exitCode());
    daemon.log().await("\\| spamd: service unavailable: TELL commands are not enabled, set the");
  }

  @Test
  void binaryAndLargeMailsComeBackAsTheyWere() throws IOException {
    byte[] bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);
    Path body = Files.write(stage.folder().resolve("body"), bytes);
    Path mail = stage.write("head", HAM + "\n");
    Finished same =
        shell(
            String.format(
                "cat %s %s | spamc -x -p %d -s 10000000 | tail -c %d | cmp - %s",
                mail, body, daemon.port(), bytes.length, body));
    assertEquals(new Finished(0, ""), same);
  }

  /** spamc finds nothing to send. */
  @Test
  void anEmptyMailIsSpamcsOwnError() throws IOException {
    assertEquals(new Finished(IO_ERROR, "0/0"), spamc("-c", ""));
  }

  @Test
  void whatSpamcTakesForTooLargeItKeepsToItself() throws IOException {
    assertEquals(new Finished(0, SPAM.stripTrailing()), spamc("-s 20", SPAM));
    assertEquals(new Finished(0, "0/0"), spamc("-s 20 -c", SPAM));
  }

  private Finished spamc(String options, String mail) throws IOException {
    Path file = stage.folder().resolve("mail");
    Files.writeString(file, mail, StandardCharsets.ISO_8859_1);
    return shell("spamc -x -p " + daemon.port() + " " + options + " < " + file);
  }

  private static Finished shell(String command) throws IOException {
    Finished done = Finished.run("sh", "-c", command);
    return new Finished(done.exitCode(), done.output().stripTrailing());
  }
}
