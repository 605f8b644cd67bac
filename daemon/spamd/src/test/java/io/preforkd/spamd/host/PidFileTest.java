package io.preforkd.spamd.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
  @TempDir Path folder;
  private Path path;
  private PidFile file;

  @BeforeEach
  void isWritten() {
    path = folder.resolve("p");
    file = new PidFile(Optional.of(path), 42, 0027);
  }

  private String rights() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aNewOneHasTheRightsOfNewFilesAndGoes() throws IOException {
    file.write();
    assertEquals("42\n", Files.readString(path));
    assertEquals("rw-r-----", rights());
    file.remove();
    assertFalse(Files.exists(path));
  }

  @Test
  void whatWasThereKeepsItsRights() throws IOException {
    Files.writeString(path, "something longer");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    file.write();
    assertEquals("42\n", Files.readString(path));
    assertEquals("rw-rw-rw-", rights());
  }

  @Test
  void anothersStays() throws IOException {
    file.write();
    Files.writeString(path, "43\n");
    file.remove();
    assertEquals("43\n", Files.readString(path));
  }

  /** A process of the same number may have it now, in another namespace. */
  @Test
  void isRemovedOnce() throws IOException {
    file.write();
    file.remove();
    Files.writeString(path, "42\n");
    file.remove();
    assertEquals("42\n", Files.readString(path));
  }

  @Test
  void whereNoneCanBeNothingHappens() {
    PidFile nowhere = new PidFile(Optional.of(folder.resolve("no/p")), 42, 0022);
    nowhere.write();
    nowhere.remove();
    new PidFile(Optional.empty(), 42, 0022).write();
  }
}
