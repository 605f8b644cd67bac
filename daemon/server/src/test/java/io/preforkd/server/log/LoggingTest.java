package io.preforkd.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import io.preforkd.config.Log;
import io.preforkd.config.LogTarget;
import io.preforkd.config.SyslogSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
  void writesTimeLevelAndMessageToStderr() throws LogException {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    start(Log.Level.INFO);
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
  void writesWhatIsQueuedBeforeItEnds() throws LogException {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    start(Log.Level.DEBUG);
    for (int i = 0; i < 1000; i++) {
      log.debug("line {}", i);
    }
    Logging.stop();
    assertEquals(1000, written.toString(StandardCharsets.UTF_8).lines().count());
  }

  @Test
  void leavesOutWhatIsLessGraveThanTheLevelAndLibrariesInformation() throws LogException {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    start(Log.Level.WARN);
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
    start(Log.Level.INFO);
    long before = Logging.dropped();
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
    assertEquals(MORE_THAN_THE_QUEUE, lines + Logging.dropped() - before);
  }

  @Test
  void aFewLongLinesDoNotFillTheHeap() throws Exception {
    CountDownLatch reads = new CountDownLatch(1);
    System.setErr(new PrintStream(new Stuck(reads), true, StandardCharsets.UTF_8));
    start(Log.Level.INFO);
    long before = Logging.dropped();
    String longest = "x".repeat(256 << 10);
    for (int i = 0; i < 100; i++) {
      log.info("{}", longest);
    }
    long dropped = Logging.dropped() - before;
    reads.countDown();
    while (!written.toString(StandardCharsets.UTF_8).contains("were dropped")) {
      log.info("short");
      Thread.onSpinWait();
    }
    Logging.stop();
    String all = written.toString(StandardCharsets.UTF_8);
    assertEquals(100 - dropped, all.lines().filter(line -> line.endsWith("xxx")).count());
    assertTrue(dropped > 80 && dropped < 90, dropped + " lines of 256 KiB in 4 Mi");
  }

  @Test
  void theDroppedAreCountedOnByWhoeverLogsNext() throws Exception {
    CountDownLatch reads = new CountDownLatch(1);
    System.setErr(new PrintStream(new Stuck(reads), true, StandardCharsets.UTF_8));
    start(Log.Level.INFO);
    logMoreThanTheQueueHolds();
    reads.countDown();
    Logging.stop();
    long dropped = Logging.dropped();
    start(Log.Level.INFO);
    assertTrue(dropped > 0);
    assertEquals(dropped, Logging.dropped());
    Logging.stop();
  }

  @Test
  void whatStderrDoesNotTakeIsCounted() throws Exception {
    System.setErr(new PrintStream(new Broken(), true, StandardCharsets.UTF_8));
    start(Log.Level.INFO);
    long before = Logging.dropped();
    log.info("lost");
    Logging.stop();
    assertEquals(before + 1, Logging.dropped());
  }

  @Test
  void aChangeFollowsAFileThatWasMovedSinceItWasPrepared(@TempDir Path folder) throws Exception {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    start(Log.Level.INFO);
    Path file = folder.resolve("daemon.log");
    LogTarget to = new LogTarget.File(file);
    Logging.Change change = Logging.prepare(Logs.of(Log.Level.INFO, Log.Format.TEXT, to), Map.of());
    Files.move(file, folder.resolve("moved"));
    change.use();
    log.info("here");
    Logging.stop();
    assertEquals(1, Files.readAllLines(file).size());
  }

  @Test
  void tellsHowManyLinesWereDroppedOnceThereIsRoom() throws Exception {
    CountDownLatch reads = new CountDownLatch(1);
    System.setErr(new PrintStream(new Stuck(reads), true, StandardCharsets.UTF_8));
    start(Log.Level.INFO);
    logMoreThanTheQueueHolds();
    reads.countDown();
    while (!written.toString(StandardCharsets.UTF_8).contains("were dropped")) {
      log.info("there is room again, soon");
      Thread.onSpinWait();
    }
    Logging.stop();
    String all = written.toString(StandardCharsets.UTF_8);
    assertTrue(all.matches("(?s).* WARN  \\d+ log lines were dropped: .*"), "in its own line");
  }

  @Test
  void aLineOfJsonHoldsWhateverIsSaid() throws LogException {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    Log settings = Logs.of(Log.Level.INFO, Log.Format.JSON, new LogTarget.Stderr());
    Logging.start(settings, Map.of());
    String hostile = "\"quoted\" \\ \u0000\u001b[31m\n\u2028 t\u00f6st \ud83d\ude00";
    log.warn("pool=web slot=3 gen=17 pid=4242 {}", hostile, new IllegalStateException("why"));
    log.info("plain");
    Logging.stop();
    List<JsonNode> lines =
        written
            .toString(StandardCharsets.UTF_8)
            .lines()
            .map(JsonMapper.shared()::readTree)
            .toList();
    assertEquals(2, lines.size());
    JsonNode first = lines.get(0);
    assertEquals("warn", first.path("level").asString());
    assertEquals("preforkd", first.path("logger").asString());
    assertEquals("pool=web slot=3 gen=17 pid=4242 " + hostile, first.path("message").asString());
    assertEquals("web", first.path("pool").asString());
    assertEquals(3, first.path("slot").asInt());
    assertEquals(17, first.path("gen").asInt());
    assertEquals(4242, first.path("pid").asInt());
    assertTrue(first.path("stack").asString().contains("IllegalStateException: why\n"));
    OffsetDateTime.parse(first.path("time").asString());
    assertFalse(lines.get(1).has("pool") || lines.get(1).has("stack"), lines.get(1).toString());
  }

  @Test
  void aChangeTakesWhatComesNextElsewhereAndLosesNothing(@TempDir Path folder) throws Exception {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    start(Log.Level.INFO);
    Path first = folder.resolve("first");
    for (int i = 0; i < 3000; i++) {
      if (i == 1000 || i == 2000) {
        Path to = i == 1000 ? first : folder.resolve("second");
        Logging.prepare(Logs.of(Log.Level.INFO, Log.Format.TEXT, new LogTarget.File(to)), Map.of())
            .use();
      }
      log.info("line {}", i);
    }
    Logging.stop();
    List<String> all = new ArrayList<>(written.toString(StandardCharsets.UTF_8).lines().toList());
    all.addAll(Files.readAllLines(first));
    List<String> last = Files.readAllLines(folder.resolve("second"));
    all.addAll(last);
    assertEquals(3000, all.size());
    for (int i = 0; i < 3000; i++) {
      assertTrue(all.get(i).endsWith(" line " + i), all.get(i));
    }
    assertTrue(last.size() >= 1000, last.size() + " lines in the second file");
  }

  @Test
  void aChangeThatCannotBeLeavesAllAsItWas(@TempDir Path folder) throws Exception {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    start(Log.Level.INFO);
    LogTarget nowhere = new LogTarget.File(folder.resolve("no/such"));
    LogException why =
        assertThrows(
            LogException.class,
            () -> Logging.prepare(Logs.of(Log.Level.DEBUG, Log.Format.TEXT, nowhere), Map.of()));
    assertEquals(
        "log.to: "
            + nowhere
            + " cannot be opened: there is no such folder; let the daemon's user write there, or choose"
            + " another file",
        why.getMessage());
    log.info("still here");
    Logging.stop();
    assertTrue(written.toString(StandardCharsets.UTF_8).endsWith("still here\n"));
  }

  @Test
  void whoAsksForChangesIsToldHoweverOften() throws LogException {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    Log limited =
        new Log(
            Log.Level.INFO,
            Log.Format.TEXT,
            new LogTarget.Stderr(),
            new SyslogSettings("daemon", "preforkd"),
            0,
            0,
            3);
    Logging.start(limited, Map.of());
    for (int i = 0; i < 10; i++) {
      LoggerFactory.getLogger(Logging.CONTROL).info("control: {}", i);
      log.info("again {}", i);
    }
    Logging.stop();
    List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(10, lines.stream().filter(line -> line.contains("control:")).count());
    assertEquals(4, lines.stream().filter(line -> line.contains("again")).count());
    assertTrue(
        lines
            .get(13)
            .endsWith(
                "7 more lines like this one were left out within 1 s by repeat-limit: again 9"));
  }

  private static void start(Log.Level level) throws LogException {
    Logging.start(Logs.onStderr(level), Map.of());
  }

  private void logMoreThanTheQueueHolds() {
    for (int i = 0; i < MORE_THAN_THE_QUEUE; i++) {
      log.info("line {}", i);
    }
  }

  /** A stderr whose reader has gone. */
  private static final class Broken extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("Broken pipe");
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
