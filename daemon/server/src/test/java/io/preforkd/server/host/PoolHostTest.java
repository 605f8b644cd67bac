package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.pool.Event;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.Launch;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.testing.CaughtLog;
import io.preforkd.server.testing.OpenDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell around the core, with real children: sh where they only live and die, else Perl. */
@Timeout(60)
class PoolHostTest {
  private static final String[] ONE = {"max: 1", "start: 1", "min-spare: 1", "max-spare: 1"};

  /** Says idle and waits for the end of its channel; with one listener that is number 4. */
  private static final String IDLE = "printf 'I\\0\\0\\0\\0\\n' >&4; read -r x <&4";

  /** Says that it keeps its record on the board, and stays until it is killed. */
  private static final String COUNTED =
      "printf 'h\\54\\0\\0\\0\\n{\"version\":1,\"features\":[\"board\"],\"name\":\"\"}' >&4; "
          + "printf 'I\\0\\0\\0\\0\\n' >&4; while read -r x <&4; do :; done";

  /** One connection accepted and finished, on the board of slot 0. */
  private static final String COUNT =
      "printf '\\1\\0\\0\\0\\0\\0\\0\\0\\1' | dd of=/proc/$$/fd/5 conv=notrunc status=none; ";

  @TempDir private Path directory;
  private final CaughtLog log = new CaughtLog();

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void servesClients() throws Exception {
    try (RunningPool pool = new RunningPool(directory, hello(), "max: 4")) {
      assertTrue(pool.get().endsWith("\r\n\r\nhello\n"));
      assertTrue(pool.get().endsWith("\r\n\r\nhello\n"));
      PoolSnapshot now = pool.snapshot();
      assertTrue(now.isReady());
      assertEquals(0, now.queues().values().iterator().next().length());
    }
    log.await("pool=web stopped");
  }

  @Test
  void isReadyAtOnceWhenItsOnlyChildIsIdle() throws Exception {
    try (RunningPool pool = single(IDLE)) {
      assertEquals("ready", pool.nextChange());
      log.await("idle after");
      assertEquals(1, pool.snapshot().counters().boots().count());
    }
  }

  @Test
  void isReadyWithoutAChildWhenNoneIsWanted() throws Exception {
    try (RunningPool pool = new RunningPool(directory, hello(), "mode: on-demand")) {
      assertEquals("ready", pool.nextChange());
      assertEquals(0, pool.snapshot().status().living());
      assertTrue(pool.get().endsWith("hello\n"), "the first client is served all the same");
    }
  }

  @Test
  void endsWhenItIsStoppedWithoutAChild() throws Exception {
    try (RunningPool pool = new RunningPool(directory, hello(), "mode: on-demand")) {
      assertEquals("ready", pool.nextChange());
      pool.stop();
      assertEquals("ended", afterNotReady(pool));
    }
  }

  @Test
  void endsWhenItIsStoppedBetweenTwoFailedStarts() throws Exception {
    try (RunningPool pool =
        new RunningPool(
            directory, command("exit 1"), "respawn-delay: 1h", "respawn-delay-max: 2h")) {
      log.await("children die young");
      pool.stop();
      assertEquals("ended", afterNotReady(pool));
      assertFalse(pool.host.isGivenUp());
    }
  }

  @Test
  void isGivenUpWhenItsWorkerSaysThatItWillNeverWork() throws Exception {
    try (RunningPool pool = new RunningPool(directory, command("exit 78"))) {
      assertEquals("ended", afterNotReady(pool));
      assertTrue(pool.host.isGivenUp());
      String line = log.await("is given up");
      assertTrue(line.contains("exit code 78"), line);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 78", "printf 'L\\4\\0\\0\\0\\n' >&4"})
  void isGivenUpWhenItsLastChildThatHasServedAsksNotToBeRestarted(String last) throws Exception {
    try (RunningPool pool = single("printf 'I\\0\\0\\0\\0\\n' >&4; " + last)) {
      assertEquals("ready", pool.nextChange());
      assertEquals("ended", afterNotReady(pool));
      assertTrue(pool.host.isGivenUp());
      assertTrue(log.await("idle after").contains("gen=1 "));
      log.await("is given up");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 78", "printf 'L\\4\\0\\0\\0\\n' >&4; exit 0"})
  void goesOnWithTheOthersWhenOneChildAsksNotToBeRestarted(String last) throws Exception {
    Path go = directory.resolve("go");
    String script =
        "if [ $PREFORKD_GENERATION = 1 ]; then printf 'I\\0\\0\\0\\0\\n' >&4; "
            + ("while [ ! -e " + go + " ]; do sleep 0.01; done; " + last + "; fi; ")
            + IDLE;
    try (RunningPool pool = new RunningPool(directory, command(script), "mode: static", "max: 2")) {
      log.await("idle after");
      log.await("idle after");
      Files.createFile(go);
      log.await("slot=0 gen=1 ");
      assertTrue(log.await("idle after").contains("slot=0 gen=3 "));
      assertFalse(pool.host.isGivenUp());
    }
  }

  @Test
  void triesAgainAfterAStartThatFailed() throws Exception {
    try (RunningPool pool =
        new RunningPool(
            directory,
            command(IDLE),
            "directory: " + directory.resolve("none"),
            "respawn-delay: 1ms")) {
      log.await("cannot be started: posix_spawn");
      log.await("cannot be started: posix_spawn");
      assertTrue(pool.snapshot().counters().exits().get("spawn_failed") >= 1);
      assertFalse(pool.host.isReady());
    }
  }

  @Test
  void replacesAChildThatWasKilledAndKeepsItsCounts() throws Exception {
    try (RunningPool pool = single(COUNT + COUNTED)) {
      String first = log.await("idle after");
      BoardCounts before = pool.snapshot().connections();
      ProcessHandle.of(pid(first)).orElseThrow().destroyForcibly();
      String death = log.await("ended: SIGKILL while idle, nobody asked it to");
      assertTrue(death.endsWith("connections=1 lost=0"), death);
      assertTrue(log.await("idle after").contains("gen=2"));
      assertEquals(new BoardCounts(1, 1, 0), before);
      assertEquals(new BoardCounts(2, 2, 0), pool.snapshot().connections());
      assertEquals(Map.of("signal", 1L), pool.snapshot().counters().exits());
    }
  }

  @Test
  void killsAChildThatBreaksTheProtocol() throws Exception {
    String script = "printf 'Z\\0\\0\\0\\0\\n' >&4; exec sleep 1000";
    try (RunningPool pool = single(script)) {
      log.await("broke the protocol and is killed: the first frame");
      log.await("gets KILL: broke the protocol");
      log.await("ended: SIGKILL while starting, broke the protocol");
      assertEquals(Set.of("protocol"), pool.snapshot().counters().exits().keySet());
    }
  }

  /** A launch with which no program can be started, by a fault that is none of the kernel's. */
  private static Launch impossible(Launch launch) {
    return new Launch(
        launch.pool(),
        launch.command(),
        Map.of("KEY", "a\0b"),
        launch.directory(),
        launch.listenerFds(),
        launch.listenerNames(),
        0,
        0,
        0,
        List.of(),
        1,
        false,
        Map.of(),
        Optional.empty());
  }

  @Test
  void triesAgainAfterAStartThatFailedByAFaultOfItsOwn() throws Exception {
    String[] lines = {command(IDLE), "respawn-delay: 1ms", "mode: static", "max: 1"};
    try (RunningPool pool = new RunningPool(PoolHostTest::impossible, directory, lines)) {
      log.await("slot=0 gen=1 cannot be started: a fault in preforkd itself");
      log.await("slot=0 gen=2 cannot be started: a fault in preforkd itself");
      assertTrue(pool.snapshot().counters().exits().get("spawn_failed") >= 1);
      pool.stop();
      pool.nextChange();
      assertFalse(pool.takeFaults().isEmpty());
    }
  }

  @Test
  void goesOnAfterAnEventThatFails() throws Exception {
    try (RunningPool pool = single(IDLE)) {
      pool.run(() -> pool.host.tell(new Event.Backlog(7, 1)));
      pool.run(() -> pool.host.tell(new Event.ConnectionPending(7)));
      assertEquals("ready", pool.nextChange());
      assertEquals(2, pool.takeFaults().size());
    }
  }

  @Test
  void isNotReadyWhileItsChildrenCannotComeUp() throws Exception {
    Path spoilt = directory.resolve("spoilt");
    String script = "test -e " + spoilt + " && exit 1; " + IDLE;
    try (RunningPool pool =
        new RunningPool(
            directory,
            command(script),
            "mode: static",
            "max: 1",
            "respawn-delay: 10ms",
            "respawn-delay-max: 20ms")) {
      assertEquals("ready", pool.nextChange());
      Files.createFile(spoilt);
      ProcessHandle.of(pid(log.await("idle after"))).orElseThrow().destroyForcibly();
      assertEquals("not ready", pool.nextChange());
      log.await("pool=web is not ready");
      Files.delete(spoilt);
      assertEquals("ready", pool.nextChange());
      log.await("pool=web is ready again");
    }
  }

  @Test
  void leavesNoDescriptorBehind() throws Exception {
    Set<String> before = OpenDescriptors.ours();
    try (RunningPool pool = new RunningPool(directory, hello())) {
      assertTrue(pool.get().endsWith("hello\n"));
    }
    assertEquals(before, OpenDescriptors.ours());
  }

  /** The pool that has been stopped is ready no more; one that never was says nothing of it. */
  private static String afterNotReady(RunningPool pool) throws InterruptedException {
    String change = pool.nextChange();
    return change.equals("not ready") ? pool.nextChange() : change;
  }

  private static long pid(String line) {
    return Long.parseLong(line.replaceAll(".*pid=(\\d+).*", "$1"));
  }

  private RunningPool single(String script) throws Exception {
    String[] lines = Arrays.copyOf(ONE, ONE.length + 1);
    lines[ONE.length] = command(script);
    return new RunningPool(directory, lines);
  }

  /** A worker in sh; quoted for YAML, in which two single quotes are one. */
  private static String command(String script) {
    return "worker: {command: [/bin/sh, -c, '"
        + script.replace("'", "''").replace("$", "$$")
        + "']}";
  }

  private static String hello() throws IOException {
    Path perl = Path.of("../../worker-api/examples/perl/hello.pl").toRealPath();
    return "worker: {command: [perl, " + perl + "]}";
  }
}
