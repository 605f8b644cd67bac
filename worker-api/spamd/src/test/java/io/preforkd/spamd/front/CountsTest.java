package io.preforkd.spamd.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.spamd.protocol.Tell;
import io.preforkd.spamd.scan.Learned;
import io.preforkd.spamd.scan.Message;
import io.preforkd.spamd.scan.MessageScanner;
import io.preforkd.spamd.scan.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What of a connection is counted, and under which names: dashboards are written against them. */
@Timeout(60)
class CountsTest {
  private static final String MAIL = "Subject: x\n\nbody\n";
  private static final String SECONDS = "spamd_scan_seconds check";

  @Test
  void aVerdictIsCountedWithItsTimeAndItsMessage() throws Exception {
    Played played = Played.with().by(message -> Verdict.of(9, 5, List.of("X")));
    played.answer("CHECK SPAMC/1.5\r\n\r\n" + MAIL);
    Map<String, Double> counted = played.counted();
    double seconds = counted.remove(SECONDS);
    assertTrue(seconds > 0 && seconds < 60, "" + seconds);
    assertEquals(
        Map.of(
            "spamd_requests 0,check",
            1.0,
            "spamd_verdicts spam",
            1.0,
            "spamd_message_bytes ",
            (double) MAIL.length()),
        counted);
    played.by(message -> Verdict.of(1, 5, List.of())).answer("CHECK SPAMC/1.5\r\n\r\n" + MAIL);
    assertEquals(1, played.counted().get("spamd_verdicts ham"));
  }

  @Test
  void requestsWithoutAMailAreCountedAlone() throws Exception {
    Played played = Played.with();
    played.answer("PING SPAMC/1.2\r\n");
    assertEquals(Map.of("spamd_requests 0,ping", 1.0), played.counted());
    played.answer("SKIP SPAMC/1.2\r\n");
    assertEquals(Map.of("spamd_requests none,skip", 1.0), played.counted());
    played.answer("FOO\r\n");
    assertEquals(Map.of("spamd_requests 76,none", 1.0), played.counted());
    played.answer("TELL SPAMC/1.2\r\n\r\n");
    assertEquals(Map.of("spamd_requests 69,tell", 1.0), played.counted());
  }

  @Test
  void whatIsBeyondALimitIsRefused() throws Exception {
    Played played = Played.with("headers", "1", "message-size", "10", "line-length", "30");
    played.answer("CHECK SPAMC/1.2\r\nA: b\r\nC: d\r\n\r\n");
    Map<String, Double> header = played.counted();
    assertEquals(Map.of("spamd_requests 76,check", 1.0, "spamd_refused limit", 1.0), header);
    played.answer("CHECK SPAMC/1.2\r\n\r\n" + MAIL);
    Map<String, Double> size = played.counted();
    assertEquals(Map.of("spamd_requests 69,check", 1.0, "spamd_refused limit", 1.0), size);
    played.answer("x".repeat(100) + "\r\n");
    Map<String, Double> line = played.counted();
    assertEquals(Map.of("spamd_requests 76,none", 1.0, "spamd_refused limit", 1.0), line);
  }

  @Test
  void whoeverGetsNoReplyIsCounted() throws Exception {
    Played played = Played.with();
    played.on(SlowWire.readingNothing("PROCESS SPAMC/1.5\r\nContent-length: 3\r\n\r\nhi\n"));
    Map<String, Double> counted = played.counted();
    assertEquals(1, counted.get("spamd_unanswered "));
    assertEquals(1, counted.get("spamd_requests none,process"));
    assertEquals(1, counted.get("spamd_verdicts ham"));
  }

  /** As a port check does. */
  @Test
  void whoeverAsksForNothingWaitsForNoReply() throws Exception {
    Played played = Played.with();
    played.on(SlowWire.readingNothing(""));
    assertEquals(Map.of("spamd_requests none,none", 1.0), played.counted());
  }

  @Test
  void aScannerThatFailsOrHangsIsACode() throws Exception {
    Played played =
        Played.with()
            .by(
                message -> {
                  throw new IOException("broken");
                });
    assertThrows(IOException.class, () -> played.answer("CHECK SPAMC/1.0\r\n" + MAIL));
    assertEquals(1, played.counted().get("spamd_requests 69,check"));
    Played hangs =
        Played.with("timeout-child", "1s")
            .by(
                message -> {
                  new CountDownLatch(1).await();
                  return Verdict.of(9, 5, List.of());
                });
    hangs.answer("CHECK SPAMC/1.0\r\n" + MAIL);
    assertEquals(
        Map.of("spamd_requests 79,check", 1.0, "spamd_message_bytes ", (double) MAIL.length()),
        hangs.counted());
  }

  /** Whose child only the parent can end. */
  @Test
  void aScannerThatNeverComesBackIsCountedMeanwhileAndOnce() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Played played =
        Played.with("timeout-child", "1s")
            .by(
                message -> {
                  awaitUninterrupted(released, interrupted);
                  return Verdict.of(9, 5, List.of());
                });
    FutureTask<String> served = new FutureTask<>(() -> played.answer("CHECK SPAMC/1.0\r\n" + MAIL));
    new Thread(served).start();
    try {
      interrupted.await();
      assertEquals(
          Map.of("spamd_requests 79,check", 1.0, "spamd_message_bytes ", (double) MAIL.length()),
          played.counted());
    } finally {
      released.countDown();
    }
    assertTrue(served.get().startsWith("SPAMD/1.0 79 Timeout: "));
    assertEquals(Map.of(), played.counted());
  }

  private static void awaitUninterrupted(CountDownLatch released, CountDownLatch interrupted) {
    while (true) {
      try {
        released.await();
        return;
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    }
  }

  @Test
  void learningIsCountedByWhatWasDone() throws Exception {
    Played played = Played.with("allow-tell", "on").by(new Learner());
    String mail = "\r\n" + MAIL;
    played.answer("TELL SPAMC/1.5\r\nMessage-class: ham\r\nSet: local,remote\r\n" + mail);
    Map<String, Double> learned = played.counted();
    assertEquals(1, learned.get("spamd_learned ham"));
    assertEquals(1, learned.get("spamd_learned reported"));
    played.answer("TELL SPAMC/1.5\r\nRemove: local, remote\r\n" + mail);
    Map<String, Double> removed = played.counted();
    assertEquals(1, removed.get("spamd_learned forgotten"));
    assertEquals(1, removed.get("spamd_learned revoked"));
  }

  /** Does what it is told. */
  private static final class Learner implements MessageScanner {
    @Override
    public Verdict scan(Message message) {
      return Verdict.of(0, 5, List.of());
    }

    @Override
    public Optional<Learned> tell(Message message, Tell tell) {
      return Optional.of(new Learned(tell.set(), tell.remove()));
    }
  }
}
