package io.preforkd.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import io.preforkd.config.Log;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(30)
class LoggingTest {
  /** Twice the queue, since its thread takes out all that is there at once, and then some. */
  private static final int MORE_THAN_THE_QUEUE = 40_000;

  private final Logger log = LoggerFactory.getLogger("preforkd");
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @AfterEach
  void logAsBefore() throws Exception {
    System.setErr(stderr);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @Test
  void writesTimeLevelAndMessageToStderr() {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    Logging.start(new Log(Log.Level.INFO));
    log.info("pool={} t\u00f6sts", "web");
    log.debug("not this");
    Logging.stop();
    String line = written.toString(StandardCharsets.UTF_8);
    assertTrue(
        line.matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) INFO  pool=web t\u00f6sts\n"),
        line);
  }

  @Test
  void writesWhatIsQueuedBeforeItEnds() {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    Logging.start(new Log(Log.Level.DEBUG));
    for (int i = 0; i < 1000; i++) {
      log.debug("line {}", i);
    }
    Logging.stop();
    assertEquals(1000, written.toString(StandardCharsets.UTF_8).lines().count());
  }

  @Test
  void leavesOutWhatIsLessGraveThanTheLevelAndLibrariesInformation() {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    Logging.start(new Log(Log.Level.WARN));
    log.info("too light");
    log.warn("grave");
    LoggerFactory.getLogger("some.library").info("too light, too");
    Logging.stop();
    assertTrue(written.toString(StandardCharsets.UTF_8).endsWith("WARN  grave\n"));
    assertEquals(1, written.toString(StandardCharsets.UTF_8).lines().count());
  }

  @Test
  void neverWaitsForAReaderOfStderrAndDropsWhatTheQueueCannotHold() throws Exception {
    CountDownLatch reads = new CountDownLatch(1);
    System.setErr(new PrintStream(new Stuck(reads), true, StandardCharsets.UTF_8));
    Logging.start(new Log(Log.Level.INFO));
    try {
      assertTimeoutPreemptively(Duration.ofSeconds(15), () -> logMoreThanTheQueueHolds());
    } finally {
      reads.countDown();
      Logging.stop();
    }
    long lines =
        written.toString(StandardCharsets.UTF_8).lines().filter(l -> l.contains(" line ")).count();
    assertTrue(lines > 0 && lines < MORE_THAN_THE_QUEUE, lines + " lines");
    assertFalse(
        written.toString(StandardCharsets.UTF_8).contains("line " + (MORE_THAN_THE_QUEUE - 1)));
    assertEquals(MORE_THAN_THE_QUEUE, lines + Logging.dropped());
  }

  @Test
  void tellsHowManyLinesWereDroppedOnceThereIsRoom() throws Exception {
    CountDownLatch reads = new CountDownLatch(1);
    System.setErr(new PrintStream(new Stuck(reads), true, StandardCharsets.UTF_8));
    Logging.start(new Log(Log.Level.INFO));
    logMoreThanTheQueueHolds();
    long dropped = Logging.dropped();
    reads.countDown();
    while (!written.toString(StandardCharsets.UTF_8).contains("were dropped")) {
      log.info("there is room again, soon");
      Thread.onSpinWait();
    }
    Logging.stop();
    String all = written.toString(StandardCharsets.UTF_8);
    assertTrue(dropped > 0);
    assertTrue(all.matches("(?s).* WARN  \\d+ log lines were dropped: .*"), "in its own line");
  }

  private void logMoreThanTheQueueHolds() {
    for (int i = 0; i < MORE_THAN_THE_QUEUE; i++) {
      log.info("line {}", i);
    }
  }

  /** A stderr that nobody reads for the time being. */
  private final class Stuck extends OutputStream {
    private final CountDownLatch reads;

    Stuck(CountDownLatch reads) {
      this.reads = reads;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        reads.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      written.write(bytes, offset, length);
    }
  }
}
