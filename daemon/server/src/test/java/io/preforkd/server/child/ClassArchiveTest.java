package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.config.WorkerSettings.Archive;
import io.preforkd.config.WorkerSettings.JavaWorker;
import io.preforkd.server.child.ArchiveOutcome.Accepted;
import io.preforkd.server.child.ArchiveOutcome.Made;
import io.preforkd.server.child.ArchiveOutcome.Unused;
import io.preforkd.server.loop.EventLoop;
import io.preforkd.server.sys.LaunchPrefix;
import io.preforkd.server.sys.Privileges;
import io.preforkd.server.sys.UserIds;
import io.preforkd.worker.Handler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ClassArchiveTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> SMALL =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss256k", "-Xmx64m");

  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
  private final EventLoop loop = new EventLoop("test-loop", faults::add);
  private WorkerHome home;
  private Path archives;
  private Path jar;

  private boolean isAsNamed = true;

  @BeforeEach
  void install(@TempDir Path directory) throws Exception {
    home = new WorkerHome(directory);
    archives = Files.createDirectory(directory.resolve("archives"));
    jar =
        home.jar(
            EmptyConnections.Read.class,
            EmptyConnections.Fail.class,
            EmptyConnections.Crash.class,
            EmptyConnections.Hang.class);
  }

  @AfterEach
  void stop() throws Exception {
    home.close();
    loop.stop();
    assertTrue(loop.awaitEnd(PATIENCE), "the loop still runs");
    assertEquals(List.of(), faults);
  }

  @Test
  void makesTheArchiveThatIsMissing() throws Exception {
    Made made = assertInstanceOf(Made.class, ready(EmptyConnections.Read.class));
    assertFalse(made.wasThere());
    assertEquals(List.of("w.jsa"), left());
  }

  @Test
  void acceptsTheArchiveThatItHasMade() {
    assertInstanceOf(Made.class, ready(EmptyConnections.Read.class));
    assertEquals(new Accepted(), ready(EmptyConnections.Read.class));
  }

  @Test
  void makesItAnewOnceAJarWasRebuilt() throws Exception {
    assertInstanceOf(Made.class, ready(EmptyConnections.Read.class));
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(3600)));
    Made made = assertInstanceOf(Made.class, ready(EmptyConnections.Read.class));
    assertTrue(made.wasThere());
    assertEquals(new Accepted(), ready(EmptyConnections.Read.class));
  }

  @Test
  void makesItAnewInPlaceOfAFileThatIsNoArchive() throws Exception {
    Files.writeString(archives.resolve("w.jsa"), "no archive");
    Made made = assertInstanceOf(Made.class, ready(EmptyConnections.Read.class));
    assertTrue(made.wasThere());
    assertEquals(List.of("w.jsa"), left());
  }

  @Test
  void trainsWithAConnectionThatEndsWithoutAByte() {
    assertInstanceOf(Made.class, ready(EmptyConnections.Read.class));
    assertEquals(List.of("the client said -1"), List.copyOf(printed));
  }

  @Test
  void aHandlerThatFailsCostsTheConnectionAndNotTheArchive() {
    assertInstanceOf(Made.class, ready(EmptyConnections.Fail.class));
    assertTrue(printed.toString().contains("EOFException: no request"), printed.toString());
  }

  @Test
  void doesWithoutWhenTheTrainingChildDies() throws Exception {
    assertEquals(
        "the training child ended with exit code 70 before it had served",
        why(ready(EmptyConnections.Crash.class)));
    assertEquals(List.of(), left());
  }

  @Test
  void doesWithoutWhenTheHandlerHangs() throws Exception {
    ClassArchive archive =
        archive(EmptyConnections.Hang.class, archives.resolve("w.jsa"), Duration.ofSeconds(3));
    assertEquals("the training child took longer than 3 s", why(archive.ready()));
    assertEquals(List.of(), left());
  }

  @Test
  void endsTheTrainingChildWhenCancelled() throws Exception {
    ClassArchive archive =
        archive(EmptyConnections.Hang.class, archives.resolve("w.jsa"), PATIENCE);
    CompletableFuture<ArchiveOutcome> outcome = CompletableFuture.supplyAsync(archive::ready);
    assertEquals("hangs", printed.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    archive.cancel();
    assertEquals("the training child was not let finish", why(outcome.get()));
    assertEquals(List.of(), left());
  }

  @Test
  void startsNoChildOnceCancelled() throws Exception {
    ClassArchive archive =
        archive(EmptyConnections.Read.class, archives.resolve("w.jsa"), PATIENCE);
    archive.cancel();
    assertEquals("a child cannot be started: was not let finish", why(archive.ready()));
    assertEquals(List.of(), left());
  }

  @Test
  void doesWithoutWhenItsFolderIsMissing() {
    String why = why(ready(EmptyConnections.Read.class, archives.resolve("no/w.jsa")));
    assertTrue(why.startsWith("nothing can be written in " + archives.resolve("no")), why);
  }

  @Test
  void doesWithoutWhereNothingCanBeWritten() {
    String why = why(ready(EmptyConnections.Read.class, Path.of("/proc/w.jsa")));
    assertTrue(why.startsWith("nothing can be written in /proc: "), why);
  }

  /** Else the classes of the new jar would lie under the name of the old one. */
  @Test
  void keepsNoneOfJarsThatHaveChangedMeanwhile() throws Exception {
    isAsNamed = false;
    assertEquals("its jars have changed meanwhile", why(ready(EmptyConnections.Read.class)));
    assertEquals(List.of(), left());
  }

  @Test
  void doesWithoutWhenAFolderStandsInItsPlace() throws Exception {
    Files.createDirectories(archives.resolve("w.jsa"));
    String why = why(ready(EmptyConnections.Read.class));
    assertTrue(why.contains("w.jsa"), why);
    assertEquals(List.of("w.jsa"), left());
  }

  @Test
  void leavesNothingThatTheChildrensUserCouldChange() throws Exception {
    assumeTrue(Privileges.isRoot(), "only root can start children as another user");
    openToAll(archives.getParent());
    UserIds user = new UserIds("stranger", 54321, 54322, List.of(54322));
    Path file = archives.resolve("w.jsa");
    ClassArchive archive =
        new ClassArchive(
            loop,
            file,
            data -> launch(new LaunchPrefix().user(user), EmptyConnections.Read.class, data),
            Optional.of(user),
            PATIENCE,
            printed::add,
            () -> true);
    assertInstanceOf(Made.class, archive.ready(), printed::toString);
    assertEquals(
        Map.of("uid", 0, "gid", 54322),
        Files.readAttributes(file, "unix:uid,gid"),
        file.toString());
    assertEquals(PosixFilePermissions.fromString("r--r-----"), Files.getPosixFilePermissions(file));
  }

  private ArchiveOutcome ready(Class<? extends Handler> handler) {
    return ready(handler, archives.resolve("w.jsa"));
  }

  private ArchiveOutcome ready(Class<? extends Handler> handler, Path file) {
    return archive(handler, file, PATIENCE).ready();
  }

  private ClassArchive archive(Class<? extends Handler> handler, Path file, Duration patience) {
    return new ClassArchive(
        loop,
        file,
        data -> launch(new LaunchPrefix(), handler, data),
        Optional.empty(),
        patience,
        printed::add,
        () -> isAsNamed);
  }

  private Launch launch(LaunchPrefix prefix, Class<? extends Handler> handler, ClassData data) {
    JavaWorker worker =
        new JavaWorker(
            handler.getName(),
            List.of(jar),
            Optional.empty(),
            SMALL,
            new Archive.Off(),
            false,
            Map.of());
    return new Launch(
        "test",
        prefix.before(WorkerCommand.of(worker, data)),
        Map.of("PATH", System.getenv("PATH")),
        Path.of("/"),
        List.of(slot -> 0),
        List.of("tcp"),
        0,
        0,
        0,
        List.of(),
        1,
        false,
        Map.of(),
        Optional.empty());
  }

  private static String why(ArchiveOutcome outcome) {
    return assertInstanceOf(Unused.class, outcome).why();
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(archives)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** The temporary folder of a test is its owner's alone. */
  private static void openToAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }
}
