package io.preforkd.server.journal;

import static io.preforkd.server.journal.Reproduction.Outcome.DIFFERENT;
import static io.preforkd.server.journal.Reproduction.Outcome.SAME;
import static io.preforkd.server.journal.Reproduction.Outcome.UNREADABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.JournalSettings;
import io.preforkd.server.testing.CaughtLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class JournalTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final long SMALL = 64 << 10;
  private static final int BURST = 2000;

  @TempDir private Path folder;
  private Path file;
  private final long seed = Long.getLong("seed", 1);
  private final Turmoil turmoil = new Turmoil(seed);
  private final Journal journal = turmoil.journal();

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("journal");
  }

  @Test
  void everyFileReplaysByItself() throws Exception {
    write(SMALL, 100);
    liveUntil(() -> Files.exists(folder.resolve("journal.3")));
    journal.close(LONG);
    for (Path each : files()) {
      assertEquals(SAME, replay(each).outcome(), () -> "seed " + seed + ": " + words(each));
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
    }
  }

  private void liveUntil(BooleanSupplier condition) {
    await(
        () -> {
          turmoil.live(BURST / 10);
          return condition.getAsBoolean();
        });
  }

  @Test
  void onlySoManyOldFilesAreKept() throws Exception {
    write(SMALL, 1);
    Path older = folder.resolve("journal.1");
    liveUntil(() -> !firstLine(older).isEmpty());
    String first = firstLine(older);
    liveUntil(() -> !firstLine(older).isEmpty() && !firstLine(older).equals(first));
    journal.close(LONG);
    assertEquals(List.of(file, older), files());
  }

  private static String firstLine(Path of) {
    try (Stream<String> lines = Files.lines(of)) {
      return lines.findFirst().orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void whatADaemonBeforeHasLeftIsKept() throws Exception {
    Files.writeString(file, "old");
    write(SMALL, 2);
    turmoil.live(10);
    journal.close(LONG);
    assertEquals("old", Files.readString(folder.resolve("journal.1")));
    assertEquals(SAME, replay(file).outcome());
  }

  @Test
  void isWrittenElsewhereAfterAReload() throws Exception {
    write(0, 2);
    turmoil.live(BURST);
    Path other = folder.resolve("other");
    journal.writeTo(Optional.of(new JournalSettings(other, 0, 0)));
    turmoil.live(BURST);
    journal.writeTo(Optional.empty());
    turmoil.live(BURST);
    journal.writeTo(Optional.of(new JournalSettings(other, 0, 5)));
    turmoil.live(BURST);
    journal.close(LONG);
    assertEquals(List.of(file, other, folder.resolve("other.1")), files());
    for (Path each : files()) {
      assertEquals(SAME, replay(each).outcome(), () -> "seed " + seed + ": " + words(each));
    }
  }

  @Test
  void whatIsInMemoryReplays() throws Exception {
    for (int events : new int[] {1, 100, 4000, 5000, 50_000}) {
      turmoil.live(events);
      Files.writeString(file, journal.entries().lines());
      assertEquals(SAME, replay(file).outcome(), () -> "seed " + seed + ": " + words(file));
    }
    assertTrue(Files.readAllLines(file).size() < 3 * 4096, "it is bounded");
  }

  @Test
  void aFaultOfTheDiskCostsEntriesAndSaysSo() throws Exception {
    try (CaughtLog log = new CaughtLog()) {
      Path late = folder.resolve("late/journal");
      journal.writeTo(Optional.of(new JournalSettings(late, 0, 2)));
      turmoil.live(BURST);
      log.await("journal " + late + " cannot be written: java.nio.file.NoSuchFileException");
      Files.createDirectory(late.getParent());
      liveUntil(() -> Files.exists(late));
      String line = log.await("journal " + late + " goes on: ");
      assertTrue(line.contains("entries are missing in it, since java.nio.file.NoSuch"), line);
      turmoil.live(BURST);
      journal.close(LONG);
      assertEquals(SAME, replay(late).outcome(), () -> words(late));
      assertTrue(words(late).contains("entries were dropped by the daemon"), () -> words(late));
      assertTrue(journal.dropped() >= BURST);
    }
  }

  @Test
  void withoutAThreadNothingIsWrittenUntilItIsAskedForAgain() throws Exception {
    AtomicBoolean isShort = new AtomicBoolean();
    Turmoil all = new Turmoil(seed, body -> isShort.get() ? unstartable() : new Thread(body));
    JournalSettings settings = new JournalSettings(file, 0, 2);
    try (CaughtLog log = new CaughtLog()) {
      isShort.set(true);
      all.journal().writeTo(Optional.of(settings));
      log.await("journal " + file + " is not written: the daemon cannot start a thread: none");
      all.live(BURST);
      assertTrue(all.journal().dropped() >= BURST);
      isShort.set(false);
      all.journal().writeTo(Optional.of(settings));
      all.live(10);
      all.journal().close(LONG);
      assertEquals(SAME, replay(file).outcome(), () -> words(file));
    }
  }

  private static Thread unstartable() {
    return new Thread() {
      @Override
      public synchronized void start() {
        throw new OutOfMemoryError("none");
      }
    };
  }

  @Test
  void aSlowDiskCostsEntriesAndNoTime() throws Exception {
    write(0, 0);
    turmoil.live(100_000);
    liveUntil(() -> !lines().isEmpty());
    journal.close(LONG);
    assertEquals(SAME, replay(file).outcome(), () -> "seed " + seed + ": " + words(file));
  }

  @Test
  void anotherProcessesFileIsLeftAlone() throws Exception {
    try (CaughtLog log = new CaughtLog()) {
      Files.createDirectory(file);
      write(SMALL, 2);
      turmoil.live(10);
      log.await("cannot be written: it is there, and not a regular file");
      journal.close(LONG);
      assertTrue(Files.isDirectory(file));
    }
  }

  @Test
  void aDecisionThatWasChangedIsFound() throws Exception {
    List<String> lines = journalOf(BURST);
    int at = indexOf(lines, "\"Spawn\"");
    lines.set(at, lines.get(at).replaceFirst("\"Spawn\",(\\d)", "\"Spawn\",9$1"));
    Files.write(file, lines);
    Reproduction.Result result = replay(file);
    assertEquals(DIFFERENT, result.outcome());
    assertTrue(result.words().startsWith(file + ":" + (at + 1) + ": pool pool"), result.words());
    assertTrue(result.words().contains("Spawn[slot=9"), result.words());
  }

  @Test
  void anEventThatIsMissingIsFound() throws Exception {
    List<String> lines = journalOf(BURST);
    lines.remove(indexOf(lines, "\"Spawn\""));
    Files.write(file, lines);
    assertEquals(DIFFERENT, replay(file).outcome());
  }

  @Test
  void aLineThatWasCutShortIsLeftOut() throws Exception {
    journalOf(BURST);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 3);
    }
    assertEquals(SAME, replay(file).outcome());
    assertTrue(words(file).contains("was cut short and has been left out"), words(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | [1,2 | is no JSON",
        "3 | {} | none of the entries",
        "3 | [1,2] | has 2 parts",
        "3 | [99,2,[\"Tick\"]] | no pool 99",
        "3 | [1,2,[\"Tock\"]] | is no Event",
        "3 | [1,2,[\"Tick\"],7] | are no actions",
        "1 | [1,2,[\"Tick\"]] | does not begin with a snapshot",
        "1 | {\"journal\":2,\"preforkd\":\"9.9\"} | its format is 2, of preforkd 9.9, and this program reads format 1",
        "1 | {\"journal\":1,\"limit\":1,\"dropped\":0,\"pools\":[{\"id\":1,\"row\":1}]} | is no Long"
      })
  void aBrokenLineIsNamed(int number, String line, String why) throws Exception {
    List<String> lines = journalOf(BURST);
    lines.set(number - 1, line);
    Files.write(file, lines);
    Reproduction.Result result = replay(file);
    assertEquals(UNREADABLE, result.outcome());
    assertTrue(result.words().startsWith(file + ":" + number + ": "), result.words());
    assertTrue(result.words().contains(why), result.words());
    assertTrue(result.words().contains("replayed before that"), result.words());
  }

  @Test
  void anEmptyFileIsNoJournal() throws Exception {
    Files.createFile(file);
    assertEquals(UNREADABLE, replay(file).outcome());
  }

  @Test
  void aDifferenceOfVersionsIsTold() throws Exception {
    List<String> lines = journalOf(BURST);
    lines.remove(indexOf(lines, "\"Spawn\""));
    Files.write(file, lines);
    String words = new Reproduction(file, "4.5.6").run().words();
    assertTrue(words.contains("the journal is of preforkd 1.2.3 and this is 4.5.6"), words);
    assertFalse(words(file).contains("the journal is of"), words(file));
  }

  private void write(long size, int keep) {
    journal.writeTo(Optional.of(new JournalSettings(file, size, keep)));
  }

  private List<String> journalOf(int events) throws Exception {
    write(0, 0);
    turmoil.live(events);
    journal.close(LONG);
    return new ArrayList<>(lines());
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static int indexOf(List<String> lines, String part) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(part)) {
        return i;
      }
    }
    throw new AssertionError("nowhere: " + part);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  private static Reproduction.Result replay(Path file) throws IOException {
    return new Reproduction(file, "1.2.3").run();
  }

  private static String words(Path file) {
    try {
      return replay(file).words();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not in time");
      LockSupport.parkNanos(2_000_000L);
    }
  }
}
