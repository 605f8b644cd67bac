package io.preforkd.spamd.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.spamd.protocol.Tell;
import io.preforkd.spamd.protocol.Tell.Store;
import io.preforkd.spamd.scan.Learned;
import io.preforkd.spamd.scan.Message;
import io.preforkd.spamd.scan.MessageScanner;
import io.preforkd.spamd.scan.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What spamd has not, or in which it is wrong; and what a client does not see. */
@Timeout(60)
class ExchangeTest {
  private static final String REFUSED = "SPAMD/1.0 76 Bad header line: ";
  private static final String UNAVAILABLE = "SPAMD/1.0 69 Service Unavailable: ";
  private static final String TIMEOUT = "SPAMD/1.0 79 Timeout: ";
  private static final String MAIL = "Message-Id: <a@b>\nSubject: x\n\nbody\n";

  @ParameterizedTest
  @CsvSource({
    "'PING SPAM', '(30 second socket timeout reading input from client)'",
    "'', '(30 second socket timeout reading input from client)'",
    "'PING SPAMC/1.5\r\n', '(30 second socket timeout reading input from client)'",
    "'SKIP SPAMC/1.5\r\nA: b\r\n', '(30 second socket timeout reading input from client)'",
    "'CHECK SPAMC/1.5\r\n', '(300 second timeout while trying to CHECK)'",
    "'REPORT_IFSPAM SPAMC/1.0\r\nbody', '(300 second timeout while trying to REPORT_IFSPAM)'",
    "'TELL SPAMC/1.5\r\nUser: joe\r\n', '(300 second timeout while trying to TELL)'",
    "'PROCESS SPAMC/1.5\r\nContent-length: 9\r\n\r\n12345678', '(300 second timeout while trying to PROCESS)'",
  })
  void tellsAClientThatItWasTooSlow(String sent, String reply) throws Exception {
    SlowWire wire = SlowWire.stalledAfter(sent);
    Played played = Played.with();
    played.on(wire);
    assertEquals(TIMEOUT + reply + "\r\n", wire.answer());
    assertTrue(played.log().contains("spamd: timeout: " + reply));
  }

  @Test
  void doesNotWaitForMoreThanItNeeds() throws Exception {
    SlowWire ping = SlowWire.stalledAfter("PING SPAMC/1.5\r\n\r\n");
    Played.with().on(ping);
    assertEquals("SPAMD/1.5 0 PONG\r\n", ping.answer());
    SlowWire check = SlowWire.stalledAfter("CHECK SPAMC/1.5\r\nContent-length: 3\r\n\r\nhi\n");
    Played.with().on(check);
    assertEquals("SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.0 / 5.0\r\n\r\n", check.answer());
  }

  @Test
  void saysNothingMoreToAClientThatDoesNotRead() throws Exception {
    Played played = Played.with();
    played.on(SlowWire.readingNothing("PROCESS SPAMC/1.5\r\nContent-length: 3\r\n\r\nhi\n"));
    assertTrue(
        played.log().contains("spamd: connection lost: the client did not read its answer in time"),
        "" + played.log());
  }

  @Test
  void refusesLinesThatAreTooLong() throws Exception {
    Played played = Played.with("line-length", "20");
    assertEquals("SPAMD/1.5 0 PONG\r\n", played.answer("1234PING SPAMC/1.2\r\n"));
    String refused = REFUSED + "(line longer than 20 bytes)\r\n";
    assertEquals(refused, played.answer("12345PING SPAMC/1.2\r\n"));
    assertEquals(refused, played.answer("x".repeat(100_000)));
    assertEquals(refused, played.answer("CHECK SPAMC/1.2\r\n" + "x".repeat(21)));
  }

  @ParameterizedTest
  @CsvSource({"255, 255, true", "255, 256, false", "3, 3, true", "3, 4, false"})
  void refusesTooManyHeaders(String most, int sent, boolean pass) throws Exception {
    String answer =
        Played.with("headers", most)
            .answer("CHECK SPAMC/1.2\r\n" + "X: y\r\n".repeat(sent) + "\r\n");
    assertEquals(!pass, answer.equals(REFUSED + "(too many headers)\r\n"), answer);
  }

  @Test
  void refusesMessagesThatAreTooLarge() throws Exception {
    Played played = Played.with("message-size", "10");
    String refused = UNAVAILABLE + "message of more than 10 bytes\r\n";
    String ok = "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.0 / 5.0\r\n\r\n";
    assertEquals(ok, played.answer("CHECK SPAMC/1.2\r\n\r\n123456789\n"));
    assertEquals(refused, played.answer("CHECK SPAMC/1.2\r\n\r\n1234567890\n"));
    assertEquals(refused, played.answer("CHECK SPAMC/1.2\r\nContent-length: 11\r\n\r\n"));
    assertEquals(
        refused, played.answer("CHECK SPAMC/1.2\r\nContent-length: 99999999999999999999\r\n\r\n"));
  }

  @Test
  void aBombIsRefusedAtItsLimit() throws Exception {
    byte[] request = compressed("SYMBOLS SPAMC/1.5\r\n", new byte[5_000_000]);
    Played played = Played.with("inflated-size", "1MiB");
    String answer = new String(played.answer(request), StandardCharsets.ISO_8859_1);
    assertEquals(UNAVAILABLE + "message of more than 1048576 bytes\r\n", answer);
  }

  @Test
  void aLargeMessageIsTheSameAgain() throws Exception {
    String answer =
        new String(
            Played.with().answer(compressed("PROCESS SPAMC/1.5\r\n", new byte[2_000_000])),
            StandardCharsets.ISO_8859_1);
    assertTrue(answer.startsWith("SPAMD/1.1 0 EX_OK\r\nContent-length: 2000062\r\n"));
    assertTrue(answer.endsWith("\n" + "\0".repeat(2_000_000)));
  }

  @Test
  void aCompressedMessageKeepsItsEmptyLines() throws Exception {
    byte[] mail = "A: b\n\nbody\n\n\n".getBytes(StandardCharsets.US_ASCII);
    byte[] answer = Played.with().answer(compressed("PROCESS SPAMC/1.5\r\n", mail));
    assertTrue(new String(answer, StandardCharsets.US_ASCII).endsWith("\nA: b\n\nbody\n\n\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Message-class: junk\r\nSet: local\r\n",
        "Message-class: Spam\r\nSet: local\r\n",
        "Message-class:\r\nSet: local\r\n",
        "Message-class: junk\r\nRemove: local\r\n",
        "Set: local\r\n"
      })
  void refusesAClassThatSpamdWouldLearnAsHam(String headers) throws Exception {
    assertEquals(
        REFUSED + "(Message-class header contains invalid class)\r\n",
        Played.with("allow-tell", "on").answer("TELL SPAMC/1.5\r\n" + headers + "\r\n" + MAIL));
  }

  @Test
  void handsOnWhatIsToBeLearned() throws Exception {
    Tell[] told = new Tell[1];
    Played played = Played.with("allow-tell", "on").by(learner(told));
    assertEquals(
        "SPAMD/1.1 0 EX_OK\r\nDidSet: local,remote\r\nDidRemove: remote\r\n\r\n\r\n",
        played.answer(
            "TELL SPAMC/1.5\r\nUser: joe\r\nMessage-class: spam\r\nSet: Local\r\nRemove: remote\r\n\r\n"
                + MAIL));
    assertEquals(
        new Tell(
            Optional.of(Tell.MessageClass.SPAM), EnumSet.of(Store.LOCAL), EnumSet.of(Store.REMOTE)),
        told[0]);
    assertEquals(
        "spamd: Tell: Setting local,remote  Removing remote for joe:99 in 0.0 seconds, 35 bytes",
        played.log().get(1).replaceFirst("\\d+\\.\\d sec", "0.0 sec"));
  }

  @Test
  void aScannerThatCannotLearnIsAnsweredForAsIfItWasNotAllowed() throws Exception {
    Played played = Played.with("allow-tell", "on").by(message -> Verdict.of(0, 5, List.of()));
    assertEquals(
        UNAVAILABLE + "TELL commands are not enabled, set the --allow-tell switch.\r\n",
        played.answer("TELL SPAMC/1.5\r\nMessage-class: ham\r\nSet: local\r\n\r\n" + MAIL));
  }

  @Test
  void logsWhatSpamdLogs() throws Exception {
    Played played = Played.with();
    played.answer("PROCESS SPAMC/1.5\r\nUser: jo\\e\r\n\r\n" + MAIL);
    List<String> log =
        played.log().stream()
            .map(line -> line.replaceAll("(scantime=| in )\\d+\\.\\d", "$10.0"))
            .toList();
    assertEquals(
        List.of(
            "spamd: connection from localhost [127.0.0.1]:4242",
            "spamd: processing message <a@b> for jo\\\\e:99",
            "spamd: clean message (0.0/5.0) for jo\\\\e:99 in 0.0 seconds, 35 bytes.",
            "spamd: result: .  0 -  scantime=0.0,size=35,user=jo\\\\e,uid=99,required_score=5.0,"
                + "rhost=localhost,raddr=127.0.0.1,rport=4242,mid=<a@b>,autolearn=disabled"),
        log);
  }

  @Test
  void logsBadRequestsInOneLine() throws Exception {
    Played played = Played.with();
    played.answer("\u001b\u00ff\tx\r\r\n");
    assertEquals("spamd: bad protocol: header error: \\x{1B}\\x{FF}\\tx\\r", played.log().get(1));
    played.answer("x".repeat(100_000) + "\r\n");
    assertTrue(played.log().get(3).endsWith("x..."));
    assertTrue(played.log().get(3).length() < 5000);
  }

  @Test
  void aScannerThatFailsCostsTheRequest() throws Exception {
    IOException fault = new IOException("broken");
    Played played =
        Played.with()
            .by(
                message -> {
                  throw fault;
                });
    MemoryWire wire = new MemoryWire("CHECK SPAMC/1.0\r\nbody".getBytes(StandardCharsets.US_ASCII));
    assertSame(fault, assertThrows(IOException.class, () -> played.on(wire)));
    assertEquals(
        UNAVAILABLE + "the scanner failed\r\n",
        new String(wire.answer(), StandardCharsets.US_ASCII));
  }

  @Test
  void aScannerThatHangsIsInterruptedAndItsClientToldMeanwhile() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Played played =
        Played.with("timeout-child", "1s")
            .by(
                message -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                  }
                  return Verdict.of(9, 5, List.of());
                });
    assertEquals(
        TIMEOUT + "(1 second timeout while trying to CHECK)\r\n",
        played.answer("CHECK SPAMC/1.0\r\nbody"));
    interrupted.await();
    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(0, played.log().stream().filter(line -> line.contains("result")).count());
  }

  @Test
  void theScannerKnowsItsMessage() throws Exception {
    Message[] seen = new Message[1];
    Played played =
        Played.with()
            .by(
                message -> {
                  seen[0] = message;
                  return Verdict.of(0, 5, List.of());
                });
    played.answer("CHECK SPAMC/1.5\r\nUser: joe\r\n\r\n" + MAIL);
    assertEquals("joe", seen[0].user());
    assertEquals(List.of("x"), seen[0].header("subject"));
    assertEquals(MAIL, new String(seen[0].stream().readAllBytes(), StandardCharsets.US_ASCII));
    assertTrue(seen[0].deadline().getAsLong() - System.nanoTime() > 0);
  }

  private static MessageScanner learner(Tell[] told) {
    return new MessageScanner() {
      @Override
      public Verdict scan(Message message) {
        return Verdict.of(0, 5, List.of());
      }

      @Override
      public Optional<Learned> tell(Message message, Tell tell) {
        told[0] = tell;
        return Optional.of(
            new Learned(EnumSet.of(Store.REMOTE, Store.LOCAL), EnumSet.of(Store.REMOTE)));
      }
    };
  }

  private static byte[] compressed(String command, byte[] message) throws Exception {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(stream)) {
      deflater.write(message);
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    String head = command + "Compress: zlib\r\nContent-length: " + stream.size() + "\r\n\r\n";
    request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(stream.toByteArray());
    return request.toByteArray();
  }
}
