package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
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

/** The class-data archives that Java pools have by default. */
class ArchiveTest {
  private static final String MISSING = "made in \\d+ ms, since it was missing";
  private static final String OPTION = "-XX:SharedArchiveFile=";

  @RegisterExtension final Stage stage = new Stage();
  private Path cache;

  @BeforeEach
  void haveACacheOfItsOwn() {
    cache = stage.folder().resolve("cache");
    stage.environment("PREFORKD_CACHE", cache.toString());
  }

  @Test
  void isMadeWhileThePoolServesAndLaterChildrenStartWithIt() throws IOException {
    Preforkd daemon = start();
    assertEquals("hello\n", lastLine(daemon));
    Child first = daemon.child("web", 0);
    daemon.awaitArchive(MISSING);
    assertFalse(first.process().commandLine().contains(OPTION));
    first.signal("KILL");
    first.awaitEnd();
    daemon.awaitWorkers("web", "idle", 1);
    assertStartsWith(only(cache), daemon.child("web", 0));
    assertEquals("hello\n", lastLine(daemon));
  }

  @Test
  void isFoundAtTheNextStart() throws IOException {
    assertEquals(0, start().awaitArchive(MISSING).stop());
    Preforkd second = start();
    assertStartsWith(only(cache), second.child("web", 0));
    second.awaitArchive("accepted");
    assertEquals("hello\n", lastLine(second));
  }

  @Test
  void isMadeAnewInPlaceOfABrokenOne() throws IOException {
    assertEquals(0, start().awaitArchive(MISSING).stop());
    Path archive = only(cache);
    Files.delete(archive);
    Files.writeString(archive, "no archive");
    Preforkd second = start();
    assertEquals("hello\n", lastLine(second));
    second.awaitArchive("made in \\d+ ms, since it did not fit");
    assertEquals(0, second.stop());
    start().awaitArchive("accepted");
  }

  /** The JVM would take it for the jar whose classes it has archived, and run the old ones. */
  @Test
  void isAnotherOneForARebuiltJarOfTheSameTimeAndSize() throws IOException {
    Preforkd first = startBuild("build 1");
    assertEquals("build 1\n", said(first));
    assertEquals(0, first.awaitArchive(MISSING).stop());
    Preforkd second = startBuild("build 2");
    assertEquals("build 2\n", said(second));
    assertEquals(0, second.awaitArchive(MISSING).stop());
    Preforkd third = startBuild("build 2").awaitArchive("accepted");
    assertTrue(third.child("web", 0).process().commandLine().contains(OPTION));
    assertEquals("build 2\n", said(third));
  }

  private static String said(Preforkd daemon) throws IOException {
    try (Client client = Client.to(daemon.port())) {
      return client.readAll();
    }
  }

  private Preforkd startBuild(String name) throws IOException {
    Path jar = Image.jar(stage.folder(), "Says", text -> text.replace("build 1", name));
    String worker = "{java: io.preforkd.system.handler.Says, class-path: [\"" + jar + "\"]}";
    return stage.start(Workers.web(worker, "mode: static", "max: 1"));
  }

  @Test
  void isNotKeptWhereOthersCouldExchangeIt() throws IOException {
    Files.createDirectory(cache);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    Preforkd daemon = start();
    daemon
        .log()
        .await(
            "WARN .*cannot be kept in "
                + cache
                + ": others than its owner can write to it .* Set PREFORKD_CACHE");
    assertFalse(daemon.child("web", 0).process().commandLine().contains(OPTION));
    assertEquals(List.of(), files(cache));
  }

  @Test
  void leavesNothingWhenTheDaemonStopsMeanwhile() throws IOException {
    Path jar = Image.jar(stage.folder(), "Forever");
    String worker = "{java: io.preforkd.system.handler.Forever, class-path: [\"" + jar + "\"]}";
    Preforkd daemon = stage.start(Workers.web(worker, "mode: static", "max: 1"));
    daemon.log().await("pool=web training \\| has a connection");
    assertEquals(0, daemon.stop());
    assertEquals(List.of(), files(cache));
    assertEquals(0, daemon.log().count("is not used"));
  }

  @Test
  void isOfTheUserThatTheDaemonBecomes() throws IOException {
    assumeNobodyCanRun();
    assertEquals(0, start("user: nobody\n").awaitArchive(MISSING).stop());
    Path archive = only(only(cache));
    assertEquals("nobody", Files.getOwner(archive).getName());
    Preforkd second = start("user: nobody\n").awaitArchive("accepted");
    assertStartsWith(archive, second.child("web", 0));
  }

  @Test
  void isRootsIfOnlyTheChildrenAreOfAnotherUser() throws IOException {
    assumeNobodyCanRun();
    Preforkd first = start("", "user: nobody").awaitArchive(MISSING);
    assertEquals(0, first.stop());
    Path archive = only(cache);
    assertEquals("root", Files.getOwner(archive).getName());
    Preforkd second = start("", "user: nobody").awaitArchive("accepted");
    assertStartsWith(archive, second.child("web", 0));
    assertEquals("hello\n", lastLine(second));
  }

  private Preforkd start() throws IOException {
    return start("");
  }

  private Preforkd start(String daemonKeys, String... poolKeys) throws IOException {
    List<String> keys =
        Stream.concat(Stream.of("mode: static", "max: 1"), Stream.of(poolKeys)).toList();
    return stage.start(daemonKeys + Workers.web(Workers.JAVA, keys.toArray(new String[0])));
  }

  private static String lastLine(Preforkd daemon) throws IOException {
    try (Client client = Client.to(daemon.port()).hold()) {
      String answer = client.finish();
      return answer.substring(answer.lastIndexOf('\n', answer.length() - 2) + 1);
    }
  }

  private static void assertStartsWith(Path archive, Child child) {
    String command = child.process().commandLine();
    assertTrue(command.contains(OPTION + archive + " "), command);
  }

  private static Path only(Path folder) throws IOException {
    List<Path> all = files(folder);
    assertEquals(1, all.size(), all.toString());
    return all.get(0);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private void assumeNobodyCanRun() throws IOException {
    assumeTrue(
        Finished.run("id", "-u").output().strip().equals("0"), "only root can become nobody");
    assumeTrue(
        Finished.run("setpriv", "--reuid=nobody", "--clear-groups", "test", "-r", stage.image())
                .exitCode()
            == 0,
        "nobody cannot read " + stage.image());
  }
}
