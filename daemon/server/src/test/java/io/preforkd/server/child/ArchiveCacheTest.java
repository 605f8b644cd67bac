package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.config.WorkerSettings.JavaWorker;
import io.preforkd.server.sys.Privileges;
import io.preforkd.server.sys.UserIds;
import io.preforkd.server.testing.Configs;
import io.preforkd.server.testing.Installation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveCacheTest {
  private static final UserIds STRANGER = new UserIds("stranger", 54321, 54322, List.of(54322));

  @TempDir private Path directory;
  private Installation installation;
  private Path base;

  @BeforeEach
  void install() throws Exception {
    installation = new Installation(directory.resolve("home"));
    Installation.jar(directory.resolve("w.jar"), "my.Worker");
    base = directory.resolve("some/where/cache");
  }

  @AfterEach
  void uninstall() {
    installation.close();
  }

  @Test
  void isMadeSoThatChildrenOfOtherUsersCanReadIt() throws Exception {
    open();
    assertEquals(PosixFilePermissions.fromString("rwxr-xr-x"), Files.getPosixFilePermissions(base));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx", "rwxrwxrwx"})
  void isNotTrustedIfOthersCanWriteToIt(String mode) throws Exception {
    Files.createDirectories(base);
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString(mode));
    assertTrue(refusal().startsWith("others than its owner can write to it (mode 07"), refusal());
  }

  @Test
  void isNotTrustedIfItBelongsToSomebodyElse() throws Exception {
    assumeTrue(Privileges.isRoot(), "only root can give a folder away");
    Files.setAttribute(Files.createDirectories(base), "unix:uid", STRANGER.uid());
    assertEquals("it belongs to user 54321 and not to 0", refusal());
  }

  @Test
  void cannotBeMadeBelowAFile() throws Exception {
    Files.writeString(directory.resolve("some"), "");
    assertTrue(refusal().startsWith("it cannot be made: "), refusal());
  }

  @Test
  void hasAFolderOfItsOwnForAUserThatRootBecomes() throws Exception {
    assumeTrue(Privileges.isRoot(), "only root can become another user");
    for (int start = 0; start < 2; start++) {
      ArchiveCache cache = ArchiveCache.open(base, Optional.of(STRANGER));
      assertEquals(base.resolve("uid-54321"), file(cache, "").getParent());
      assertEquals(
          Map.of("uid", 54321, "gid", 54322, "mode", 040755),
          Files.readAttributes(base.resolve("uid-54321"), "unix:uid,gid,mode"));
    }
    assertEquals(0, Files.getAttribute(base, "unix:uid"));
  }

  @Test
  void namesTheArchiveForAllThatItDependsOn() throws Exception {
    ArchiveCache cache = open();
    Path file = file(cache, "");
    assertEquals(file, file(cache, ""));
    assertNotEquals(file, file(cache, ", options: [-Xmx32m]"));
    assertNotEquals(file, cache.file(worker(""), Optional.of(STRANGER)));
    Files.setLastModifiedTime(directory.resolve("w.jar"), FileTime.fromMillis(0));
    assertNotEquals(file, file(cache, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"w.jar", "library.jar"})
  void namesTheArchiveForWhatJarsHoldIfTheirTimesAndSizesAreTheSame(String rebuilt)
      throws Exception {
    Installation.jar(directory.resolve("library.jar"), "my.Library");
    referTo("library.jar");
    ArchiveCache cache = open();
    Path file = file(cache, "");
    Path jar = directory.resolve(rebuilt);
    FileTime time = Files.getLastModifiedTime(jar);
    long size = Files.size(jar);
    String bytes = Files.readString(jar, StandardCharsets.ISO_8859_1);
    Files.writeString(jar, bytes.replace("my/", "mY/"), StandardCharsets.ISO_8859_1);
    Files.setLastModifiedTime(jar, time);
    assertEquals(size, Files.size(jar));
    assertNotEquals(file, file(cache, ""));
  }

  @Test
  void namesTheArchiveOfAClassPathOnWhichSomethingIsNoJar() throws Exception {
    Files.writeString(directory.resolve("w.jar"), "no jar");
    Path file = file(open(), "");
    assertEquals(file, file(open(), ""));
  }

  @Test
  void hasNoPlaceForAWorkerWhoseClassesAreNoJar() throws Exception {
    Files.createFile(Files.createDirectories(directory.resolve("classes")).resolve("W.class"));
    IOException refused =
        assertThrows(IOException.class, () -> file(open(), ", class-path: [classes]"));
    assertEquals(
        directory.resolve("classes")
            + " on its class path is a folder, and JVMs archive classes of jars only",
        refused.getMessage());
  }

  @Test
  void leavesAWorkerAloneThatChoosesItself() {
    IOException refused =
        assertThrows(IOException.class, () -> file(open(), ", options: ['-Xshare:off']"));
    assertEquals("its options choose themselves, by -Xshare:off", refused.getMessage());
  }

  @Test
  void keepsWhatIsInUseAndTheYoungestOfTheRestAndNoForeignFileIsTouched() throws Exception {
    ArchiveCache cache = open();
    Path used = file(cache, "");
    aged(used, 1000);
    for (int age = 1; age <= 20; age++) {
      aged(base.resolve(String.format("%032x.jsa", age)), age);
    }
    aged(base.resolve("precious"), 2000);
    cache.used(used);
    try (Stream<Path> left = Files.list(base)) {
      assertEquals(17, left.count(), "16 archives, and precious");
    }
    assertTrue(Files.exists(used) && Files.exists(base.resolve("precious")));
    assertTrue(Files.exists(base.resolve(String.format("%032x.jsa", 15))));
    assertTrue(Files.notExists(base.resolve(String.format("%032x.jsa", 16))));
  }

  @Test
  void keepsFourOfTheDaemonsOwnInAFolderThatIsNobodyElses() throws Exception {
    Path own = base.resolve("daemon");
    ArchiveCache cache = ArchiveCache.ofDaemon(own);
    assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(own));
    assertEquals(PosixFilePermissions.fromString("rwxr-xr-x"), Files.getPosixFilePermissions(base));
    for (int age = 1; age <= 6; age++) {
      aged(own.resolve(String.format("%064x.jsa", age)), age);
    }
    Path used = cache.ownFile(String.format("%064x.jsa", 5));
    cache.used(used);
    try (Stream<Path> left = Files.list(own)) {
      assertEquals(
          Stream.of(1, 2, 3, 5).map(n -> own.resolve(String.format("%064x.jsa", n))).toList(),
          left.sorted().toList());
    }
  }

  @Test
  void removesAnArchiveOfTheDaemonsThatOthersCanWrite() throws Exception {
    ArchiveCache cache = ArchiveCache.ofDaemon(base.resolve("daemon"));
    Path file = cache.ownFile("a".repeat(64) + ".jsa");
    Files.writeString(file, "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertTrue(Files.notExists(cache.ownFile("a".repeat(64) + ".jsa")));
  }

  @Test
  void removesWhatAKilledDaemonHasLeft() throws Exception {
    ArchiveCache cache = open();
    Path used = Files.createFile(file(cache, ""));
    Path old = Files.createDirectory(base.resolve("." + "a".repeat(32) + ".jsa.123"));
    Path young = Files.createDirectory(base.resolve("." + "a".repeat(32) + ".jsa.456"));
    Files.createFile(old.resolve("new"));
    Files.createFile(old.resolve("log"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    cache.used(used);
    assertTrue(Files.notExists(old) && Files.exists(young));
  }

  /** Makes w.jar anew, with a manifest that brings this onto the class path. */
  private void referTo(String library) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "missing.jar " + library);
    try (OutputStream out = Files.newOutputStream(directory.resolve("w.jar"));
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.putNextEntry(new JarEntry("my/Worker.class"));
    }
  }

  private ArchiveCache open() throws IOException {
    return ArchiveCache.open(base, Optional.empty());
  }

  private String refusal() {
    return assertThrows(IOException.class, this::open).getMessage();
  }

  private Path file(ArchiveCache cache, String more) throws IOException {
    return cache.file(worker(more), Optional.empty());
  }

  private JavaWorker worker(String more) throws IOException {
    String classPath = more.contains("class-path") ? "" : ", class-path: [w.jar]";
    String worker = "worker: {java: my.Worker" + classPath + more + "}";
    return (JavaWorker) Configs.pool(directory, worker).worker();
  }

  private static void aged(Path file, int hours) throws IOException {
    Files.writeString(file, "");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(hours))));
  }
}
