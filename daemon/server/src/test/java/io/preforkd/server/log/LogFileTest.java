package io.preforkd.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("daemon.log");
  }

  private static void write(LogFile file, String... lines) {
    for (String line : lines) {
      assertTrue(file.write(Log.Level.INFO, line));
    }
  }

  @Test
  void appendsToWhatIsThereAndLeavesItsRights() throws IOException {
    Files.writeString(path, "before\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-r--"));
    LogFile file = new LogFile(path, 0, 0);
    write(file, "one", "two\nlines", "tösts");
    file.close();
    assertEquals(List.of("before", "one", "two", "lines", "tösts"), Files.readAllLines(path));
    assertEquals("rw-rw-r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
  }

  @Test
  void aNewOneIsForItsUserAndItsGroupAlone() throws IOException {
    new LogFile(path, 0, 0).close();
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
  }

  @Test
  void followsAFileThatWasMovedOnceItIsToldTo() throws IOException {
    LogFile file = new LogFile(path, 0, 0);
    write(file, "one");
    Path moved = Files.move(path, folder.resolve("moved"));
    write(file, "two");
    file.reopen();
    write(file, "three");
    file.close();
    assertEquals(List.of("one", "two"), Files.readAllLines(moved));
    assertEquals(List.of("three"), Files.readAllLines(path));
  }

  @Test
  void goesOnWithTheOldOneIfTheNewOneCannotBeOpened() throws IOException {
    LogFile file = new LogFile(path, 0, 0);
    Path moved = Files.move(path, folder.resolve("moved"));
    Files.createDirectory(path);
    IOException why = assertThrows(IOException.class, file::reopen);
    assertEquals("it is there, and not a regular file", LogFile.why(why));
    write(file, "one");
    file.close();
    assertEquals(List.of("one"), Files.readAllLines(moved));
  }

  @Test
  void followsNoLink() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "before\n");
    Files.createSymbolicLink(path, target);
    IOException why = assertThrows(IOException.class, () -> new LogFile(path, 0, 0));
    assertEquals(
        "it is a symbolic link, which is not followed; name the file itself", LogFile.why(why));
    Files.delete(path);
    Path nowhere = folder.resolve("nowhere");
    Files.createSymbolicLink(path, nowhere);
    assertThrows(IOException.class, () -> new LogFile(path, 0, 0));
    assertFalse(Files.exists(nowhere));
    assertEquals("before\n", Files.readString(target));
  }

  @Test
  void isNotClosedByAnInterrupt() throws IOException {
    LogFile file = new LogFile(path, 0, 0);
    Thread.currentThread().interrupt();
    write(file, "one", "two");
    assertTrue(Thread.interrupted());
    file.close();
    assertEquals(List.of("one", "two"), Files.readAllLines(path));
  }

  @Test
  void keepsSoManyOlderOnesOfASize() throws IOException {
    LogFile file = new LogFile(path, 10, 2);
    for (int i = 0; i < 9; i++) {
      write(file, "line " + i); // seven bytes each: two fill a file
    }
    file.close();
    assertEquals(List.of("line 8"), Files.readAllLines(path));
    assertEquals(List.of("line 6", "line 7"), Files.readAllLines(folder.resolve("daemon.log.1")));
    assertEquals(List.of("line 4", "line 5"), Files.readAllLines(folder.resolve("daemon.log.2")));
    assertFalse(Files.exists(folder.resolve("daemon.log.3")));
  }

  @Test
  void aFileThatCannotBeRenamedGrowsOn() throws IOException {
    LogFile file = new LogFile(path, 10, 1);
    Files.createDirectories(folder.resolve("daemon.log.1/is/not/empty"));
    for (int i = 0; i < 5; i++) {
      write(file, "line " + i);
    }
    file.close();
    assertEquals(5, Files.readAllLines(path).size());
  }

  @Test
  void saysInWordsWhyItCannotBeOpened() {
    IOException why =
        assertThrows(IOException.class, () -> new LogFile(folder.resolve("no/such"), 0, 0));
    assertEquals("there is no such folder", LogFile.why(why));
  }

  @Test
  void tellsWhatIsLost() throws IOException {
    LogFile file = new LogFile(path, 0, 0);
    file.close();
    assertFalse(file.write(Log.Level.INFO, "nowhere"));
    file.reopen();
    write(file, "here");
    file.close();
    assertEquals(List.of("here"), Files.readAllLines(path));
  }

  @Test
  void cutsNothingOfWhatAnotherWroteBeforeItsTurn() throws IOException {
    LogFile former = new LogFile(path, 0, 0);
    LogFile file = new LogFile(path, 0, 0);
    write(former, "of the former");
    file.follow();
    write(former, "its last");
    write(file, "one");
    file.close();
    assertFalse(file.write(Log.Level.INFO, "longer than all that the former has written"));
    former.close();
    assertEquals(List.of("of the former", "its last", "one"), Files.readAllLines(path));
  }

  @Test
  void countsWhatAnotherWroteBeforeItsTurn() throws IOException {
    LogFile former = new LogFile(path, 10, 1);
    LogFile file = new LogFile(path, 10, 1);
    write(former, "more than ten");
    write(file, "one");
    former.close();
    file.close();
    assertEquals(List.of("one"), Files.readAllLines(path));
    assertEquals(List.of("more than ten"), Files.readAllLines(folder.resolve("daemon.log.1")));
  }
}
