package io.preforkd.spamd.host.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.Log.Level;
import io.preforkd.spamd.host.options.LogPlace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLogTest {
  private static final String OUTPUT = "preforkd.output";
  private static final String OF_ENGINE = "Nov  1 08:07:06.005 [7] info: zoom: compiled";

  @TempDir Path folder;
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  private HostLog log(Path file) {
    LogPlace place = new LogPlace("file", "file", Optional.of(file), Optional.of(""));
    return new HostLog(place, 42, 0022, new PrintStream(stderr, true, UTF_8));
  }

  private List<String> printed() {
    return stderr.toString(UTF_8).lines().toList();
  }

  @Test
  void tellsSpamdsLinesFromTheDaemons() throws IOException {
    Path file = folder.resolve("log");
    HostLog log = log(file);
    log.write(Level.INFO, HostLog.OWN, "spamd: server pid: 42", 0);
    log.write(Level.WARN, "preforkd", "first\nsecond", 0);
    List<String> lines =
        List.of(
            "[42] info: spamd: server pid: 42",
            "[42] warn: preforkd: first",
            "[42] warn: preforkd: second");
    assertEquals(lines, Files.readAllLines(file));
    assertEquals(lines, printed());
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void theEnginesWordsAreOnStderrAsTheyAreAsLongAsItIsThere() throws IOException {
    Path file = folder.resolve("log");
    HostLog log = log(file);
    log.write(Level.INFO, OUTPUT, "pool=spamd template pid=7 | " + OF_ENGINE, 0);
    assertEquals(List.of(OF_ENGINE), printed());
    log.leaveStderr();
    log.write(Level.INFO, OUTPUT, "pool=spamd template pid=7 | " + OF_ENGINE, 0);
    log.write(Level.INFO, OUTPUT, "pool=spamd template pid=7 | Out of memory!", 0);
    assertEquals(List.of(OF_ENGINE), printed());
    assertEquals(
        List.of("[42] warn: preforkd: pool=spamd template pid=7 | Out of memory!"),
        Files.readAllLines(file));
  }

  @Test
  void theJournalHasWhatIsNowhereElse() throws IOException {
    HostLog filed = log(folder.resolve("log"));
    filed.leaveJournal();
    filed.write(Level.INFO, HostLog.OWN, "spamd: server pid: 42", 0);
    assertEquals(List.of(), printed());
    LogPlace nowhere = new LogPlace("stderr", "stderr", Optional.empty(), Optional.empty());
    HostLog printed = new HostLog(nowhere, 42, 0022, new PrintStream(stderr, true, UTF_8));
    printed.leaveJournal();
    printed.write(Level.INFO, HostLog.OWN, "spamd: server pid: 42", 0);
    assertEquals(1, printed().size());
  }

  @Test
  void followsAFileThatWasMoved() throws IOException {
    Path file = folder.resolve("log");
    HostLog log = log(file);
    log.write(Level.INFO, HostLog.OWN, "one", 0);
    Files.move(file, folder.resolve("old"));
    log.reopen();
    log.write(Level.INFO, HostLog.OWN, "two", 0);
    assertEquals(List.of("[42] info: two"), Files.readAllLines(file));
  }

  @Test
  void saysWhatCannotBeOpenedAndGoesOn() {
    HostLog log = log(folder.resolve("no/log"));
    log.write(Level.INFO, HostLog.OWN, "one", 0);
    assertTrue(printed().get(0).startsWith("spamd: cannot open the log file: "), "" + printed());
    assertEquals("[42] info: one", printed().get(1));
  }

  @Test
  void saysThatSyslogHasNoSuchFacilityAndGoesOn() {
    LogPlace place = new LogPlace("bogus", "unix", Optional.empty(), Optional.of(""));
    HostLog log = new HostLog(place, 42, 0022, new PrintStream(stderr, true, UTF_8));
    log.write(Level.INFO, HostLog.OWN, "one", 0);
    assertEquals(
        List.of("spamd: syslog has no facility bogus; lines go to stderr", "[42] info: one"),
        printed());
  }
}
