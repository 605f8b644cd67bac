package io.preforkd.server.child;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.loop.LoopThread;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.testing.CaughtLog;
import io.preforkd.server.testing.OpenDescriptors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With real children of /bin/sh. */
@Timeout(30)
class NurseryTest {
  private static final int SLOTS = 64;

  /** A child that lives until its channel ends, or it is killed. */
  private static final String WAIT = "read -r x <&3";

  private final LoopThread thread = new LoopThread();
  private final RecordedEvents events = new RecordedEvents();
  private final List<Nursery> nurseries = new ArrayList<>();
  private Board board;

  @BeforeEach
  void makeBoard() throws Exception {
    board = Board.create("web", SLOTS);
  }

  @AfterEach
  void closeAll() {
    nurseries.forEach(Nursery::close);
    board.close();
    thread.close();
  }

  @Test
  void tellsTheExitCode() throws Exception {
    start("exit 7");
    events.expect("channel closed", "exited: exit code 7");
  }

  @Test
  void tellsTheSignalThatKilled() throws Exception {
    Child child = start("printf 'I\\0\\0\\0\\0\\n' >&3; " + WAIT);
    events.expect("idle");
    thread.call(() -> kill(child, false));
    events.expect("channel closed", "exited: SIGKILL");
  }

  @Test
  void tellsAPoliteKillToTheChildAlone() throws Exception {
    Child child =
        start("trap 'exit 9' TERM; printf 'I\\0\\0\\0\\0\\n' >&3; while :; do " + WAIT + "; done");
    events.expect("idle");
    thread.call(() -> kill(child, true));
    events.expect("channel closed", "exited: exit code 9");
  }

  @Test
  void killsTheWholeProcessGroup() throws Exception {
    try (CaughtLog log = new CaughtLog()) {
      Child child = start("sleep 1000 3>&- 4>&- & echo $!; printf 'I\\0\\0\\0\\0\\n' >&3; wait");
      events.expect("idle");
      String line = log.await(" | ");
      long helper = Long.parseLong(line.substring(line.indexOf('|') + 2));
      thread.call(() -> kill(child, false));
      // A group dies one by one, and whoever is last may hold the channel for a moment longer.
      String end = events.next();
      assertEquals("exited: SIGKILL", end.equals("channel closed") ? events.next() : end);
      ProcessHandle.of(helper).ifPresent(alive -> alive.onExit().orTimeout(10, SECONDS).join());
    }
  }

  @Test
  void writesTheLastWordsBeforeItTellsOfTheDeath() throws Exception {
    try (CaughtLog log = new CaughtLog()) {
      Child child = start("echo out; printf unfinished >&2; exit 1");
      events.expect("channel closed", "exited: exit code 1");
      Set<String> lines = new TreeSet<>(List.of(log.next(), log.next()));
      assertTrue(log.isEmpty());
      assertEquals(
          Set.of("INFO " + child.id() + " | out", "INFO " + child.id() + " | unfinished"), lines);
      assertEquals("pool=web slot=0 gen=1 pid=" + child.id().pid(), child.id().toString());
    }
  }

  @Test
  void takesMoreOutputThanAPipeHolds() throws Exception {
    try (CaughtLog log = new CaughtLog()) {
      start(
          "i=0; while [ $i -lt 5000 ]; do echo 0123456789012345678901234567890; i=$((i+1)); done");
      events.expect("channel closed", "exited: exit code 0");
      for (int i = 0; i < 5000; i++) {
        String line = log.next();
        assertTrue(line.endsWith(" | 0123456789012345678901234567890"), line);
      }
      assertTrue(log.isEmpty());
    }
  }

  @Test
  void tellsWhatWasSaidJustBeforeTheDeath() throws Exception {
    start("printf 'I\\0\\0\\0\\0\\nB\\0\\0\\0\\0\\n' >&3; kill -9 $$");
    events.expect("idle", "busy", "channel closed", "exited: SIGKILL");
  }

  @Test
  void noticesAChildThatClosesItsChannelAndLives() throws Exception {
    Child child = start("exec 3>&-; sleep 1000 & wait");
    events.expect("channel closed");
    thread.call(() -> kill(child, false));
    events.expect("exited: SIGKILL");
  }

  @Test
  void givesTheChildItsDescriptorsAndNoOther() throws Exception {
    try (CaughtLog log = new CaughtLog()) {
      start("for n in 0 1 2 3 4 5 6; do readlink /proc/$$/fd/$n || echo none; done");
      List<String> seen = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        seen.add(log.next().replaceAll(".* \\| ", "").replaceAll(":\\[.*| \\(deleted\\)", ""));
      }
      assertEquals(
          List.of("/dev/null", "pipe", "pipe", "socket", "/memfd:preforkd-web", "none", "none"),
          seen);
      events.expect("channel closed", "exited: exit code 0");
    }
  }

  @Test
  void leavesNoDescriptorBehindAfterManyChildren() throws Exception {
    Nursery nursery = nursery("exit 0");
    Set<String> before = OpenDescriptors.ours();
    for (int i = 0; i < 50; i++) {
      int slot = i;
      Child child = thread.call(() -> nursery.start(slot, 1, 0, events));
      assertEquals(slot, child.id().slot());
    }
    for (int i = 0; i < 100; i++) {
      String event = events.next();
      assertTrue(Set.of("channel closed", "exited: exit code 0").contains(event), event);
    }
    thread.run(() -> {}); // after the last event's handler
    assertEquals(before, OpenDescriptors.ours());
  }

  @Test
  void leavesNoDescriptorBehindWhenTheProgramIsMissing() throws Exception {
    Nursery nursery = nursery(List.of("/no/such/program"), Map.of());
    Set<String> before = OpenDescriptors.ours();
    Exception e =
        assertThrows(Exception.class, () -> thread.call(() -> nursery.start(0, 1, 0, events)));
    assertEquals(
        "posix_spawn /no/such/program in /: No such file or directory (ENOENT)",
        e.getCause().getMessage());
    assertEquals(before, OpenDescriptors.ours());
    assertEquals(0, events.queue.size());
  }

  @Test
  void leavesNoDescriptorBehindWhenTheEnvironmentIsImpossible() throws Exception {
    Nursery nursery = nursery(List.of("true"), Map.of("KEY", "a\0b"));
    Set<String> before = OpenDescriptors.ours();
    assertThrows(Exception.class, () -> thread.call(() -> nursery.start(0, 1, 0, events)));
    assertEquals(before, OpenDescriptors.ours());
  }

  @Test
  void leavesNothingBehindWhenAStartedChildCannotBeWatched() throws Exception {
    Nursery nursery = nursery("sleep 1000");
    Set<String> before = OpenDescriptors.ours();
    Set<Long> processes = processes();
    assertThrows(
        IllegalStateException.class, () -> nursery.start(0, 1, 0, events), "not the loop's");
    assertEquals(before, OpenDescriptors.ours());
    assertEquals(processes, processes());
  }

  @Test
  void startsTheNextChildAfterAWatchThatFailed() throws Exception {
    Nursery nursery = nursery("exit 0");
    Set<String> before = OpenDescriptors.ours();
    thread.run(this::spoilAWatch);
    assertThrows(Exception.class, () -> thread.call(() -> nursery.start(0, 1, 0, events)));
    assertEquals(before, OpenDescriptors.ours());
    thread.call(() -> nursery.start(0, 2, 0, events));
    events.expect("channel closed", "exited: exit code 0");
  }

  /** The number that the next child's stderr will have is watched already. */
  private void spoilAWatch() {
    try {
      ChildEnds ends = ChildEnds.open();
      thread.loop.watch(ends.stderr(), (readable, hangup) -> {});
      ends.closeTheirs();
      ends.closeOurs();
    } catch (KernelException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<Long> processes() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  @Test
  void isNotHeldUpByAHelperThatWritesToADeadChildsChannel() throws Exception {
    try (CaughtLog log = new CaughtLog()) {
      start("(while :; do printf 'I\\0\\0\\0\\0\\n' >&3; done) & echo $!; exit 0");
      String line = log.await(" | ");
      ProcessHandle helper =
          ProcessHandle.of(Long.parseLong(line.substring(line.indexOf('|') + 2))).orElseThrow();
      try {
        String event = events.next();
        while (event.equals("idle")) {
          event = events.next();
        }
        assertEquals("exited: exit code 0", event);
      } finally {
        helper.destroyForcibly();
        helper.onExit().join();
      }
    }
  }

  @Test
  void clearsTheSlotsRecordBeforeItsNextChild() throws Exception {
    SharedRecords.of(board).putLong(0, 99);
    start("exit 0");
    assertEquals(BoardCounts.ZERO, board.counts(0));
    events.expect("channel closed", "exited: exit code 0");
  }

  private Child start(String script) throws Exception {
    Nursery nursery = nursery(script);
    return thread.call(() -> nursery.start(0, 1, 0, events));
  }

  private Nursery nursery(String script) throws KernelException {
    return nursery(List.of("/bin/sh", "-c", script), Map.of("PATH", "/usr/bin:/bin"));
  }

  private Nursery nursery(List<String> command, Map<String, String> environment)
      throws KernelException {
    Launch launch =
        new Launch(
            "web",
            command,
            environment,
            Path.of("/"),
            List.of(),
            List.of(),
            0,
            0,
            0,
            List.of(),
            1,
            false,
            Map.of(),
            Optional.empty());
    Nursery nursery = new Nursery(thread.loop, launch, board);
    nurseries.add(nursery);
    return nursery;
  }

  private static Object kill(Child child, boolean politely) throws KernelException {
    child.kill(politely);
    return child;
  }
}
