package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The class-data archive of the JVM that {@code ops/spamd} starts. */
class SpamdArchiveTest {
  private static final String MISSING = "made in \\d+ ms, since it was missing";
  private static final String MADE_ANEW = "made in \\d+ ms, since it did not fit";
  private static final String MAPPED = "-XX:SharedArchiveFile=";

  @RegisterExtension final Stage stage = new Stage();
  private Path cache;
  private Path daemonCache;

  @BeforeEach
  void isSpamdWithACacheOfItsOwn() {
    stage.asSpamd();
    cache = stage.folder().resolve("cache");
    daemonCache = cache.resolve("daemon");
    stage.environment("PREFORKD_CACHE", cache.toString());
  }

  @Test
  void isMadeOnceItServesAndMappedAtTheNextStart() throws IOException {
    Preforkd first = start();
    assertFalse(isMapped(first));
    await(first, MISSING);
    assertEquals(0, first.stop());
    Preforkd second = start();
    await(second, "accepted");
    assertTrue(isMapped(second));
    assertServes(second);
    assertEquals(0, second.log().count("training"), "it has nothing to train for");
  }

  @Test
  void isTheUsersAlone() throws IOException {
    await(start(), MISSING);
    assertEquals("rwx------", rights(daemonCache));
    String rights = rights(onlyArchive()); // JDK 17 takes even its own right to write
    assertTrue(rights.endsWith("------"), rights);
  }

  /** To the JVM they are the jars of before, and it would run the classes of before. */
  @Test
  void isAnotherOneForARebuiltJarOfTheSameTimeAndSize() throws IOException {
    Path copy = stage.folder().resolve("image");
    assertEquals(0, Finished.run("cp", "-a", stage.image(), copy.toString()).exitCode());
    stage.asSpamd(copy);
    Path jar = Image.only(copy.resolve("lib"), "preforkd-spamd-host-*.jar");
    Image.rebuild(jar, text -> text);
    Preforkd first = start();
    first.log().await("spamd: server pid: ");
    await(first, MISSING);
    assertEquals(0, first.stop());
    Image.rebuild(jar, text -> text.replace("spamd: server pid: ", "spamd: server PID: "));
    Preforkd second = start();
    second.log().await("spamd: server PID: ");
    await(second, MISSING);
    assertEquals(0, second.stop());
    Preforkd third = start();
    assertTrue(isMapped(third));
    third.log().await("spamd: server PID: ");
  }

  @Test
  void aBrokenOneIsReplacedWithoutAWord() throws IOException {
    await(start(), MISSING);
    stage.stopAll();
    Path archive = onlyArchive();
    Files.delete(archive);
    Files.writeString(archive, "no archive");
    Preforkd second = start();
    assertTrue(isMapped(second), "it is tried");
    assertServes(second);
    await(second, MADE_ANEW);
    assertEquals(0, second.log().count("(?i)(shared|cds).*(archive|file)"), "the JVM is silent");
    assertEquals(0, second.stop());
    await(start(), "accepted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:-UseCompressedOops",
        "-XX:-UseSerialGC -XX:+UseParallelGC",
        "--add-modules=java.desktop"
      })
  void otherOptionsHaveAnotherOne(String options) throws IOException {
    await(start(), MISSING);
    stage.stopAll();
    Path first = onlyArchive();
    stage.addJavaOptions(options);
    Preforkd other = start();
    assertFalse(isMapped(other));
    assertServes(other);
    await(other, MISSING);
    assertNotEquals(List.of(first), archives());
    assertEquals(0, other.stop());
    Preforkd again = start();
    await(again, "accepted");
    assertServes(again);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xshare:auto", "-Xshare:off", "-XX:SharedArchiveFile=/nowhere"})
  void isLeftToAnOperatorWhoChoosesHimself(String option) throws IOException {
    stage.addJavaOptions(option);
    Preforkd spamd = start();
    assertServes(spamd);
    assertEquals(0, spamd.stop());
    assertEquals(0, spamd.log().count("class-data archive"));
    assertFalse(Files.exists(cache));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "cache/daemon"})
  void isNeitherMappedNorMadeWhereOthersCouldExchangeIt(String folder) throws IOException {
    await(start(), MISSING);
    stage.stopAll();
    Files.setPosixFilePermissions(
        stage.folder().resolve(folder), PosixFilePermissions.fromString("rwxrwxrwx"));
    Preforkd second = start();
    assertFalse(isMapped(second));
    await(second, "cannot be kept: others than its owner can write to it \\(mode 0777\\)");
    assertServes(second);
  }

  @Test
  void isNotMappedIfItIsAnotherUsers() throws IOException {
    assumeTrue(
        Finished.run("id", "-u").output().strip().equals("0"), "only root can give a file away");
    await(start(), MISSING);
    stage.stopAll();
    Files.setAttribute(onlyArchive(), "unix:uid", 54321);
    Preforkd second = start();
    assertFalse(isMapped(second));
    await(second, MISSING);
  }

  @Test
  void isDoneWithoutWhereNoneCanBeKept() throws IOException {
    stage.environment("PREFORKD_CACHE", "/proc/preforkd");
    Preforkd spamd = start();
    await(spamd, "cannot be kept: it cannot be made: ");
    assertServes(spamd);
  }

  @Test
  void leavesNothingIfItStopsMeanwhile() throws IOException {
    Preforkd spamd = start();
    Patience.until("the training", () -> !list(daemonCache).isEmpty());
    assertEquals(0, spamd.stop());
    assertEquals(List.of(), list(daemonCache));
  }

  @Test
  void isMadeByTwoAtOnce() throws IOException {
    Preforkd one = start();
    Preforkd two = start();
    await(one, MISSING);
    await(two, MISSING + "|accepted");
    assertEquals(1, list(daemonCache).size(), list(daemonCache)::toString);
  }

  private Preforkd start() throws IOException {
    return stage.startBy("-i", "127.0.0.1:@PORT@", "-s", "stderr", "-m", "1");
  }

  private static void await(Preforkd daemon, String what) {
    daemon.awaitArchive("(" + what + ")");
  }

  private static boolean isMapped(Preforkd daemon) {
    return daemon.process().commandLine().contains(MAPPED);
  }

  private static void assertServes(Preforkd daemon) throws IOException {
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  private Path onlyArchive() {
    List<Path> all = archives();
    assertEquals(1, all.size(), all.toString());
    return all.get(0);
  }

  private List<Path> archives() {
    return list(daemonCache).stream().filter(file -> file.toString().endsWith(".jsa")).toList();
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
