package io.preforkd.server.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.Hook;
import io.preforkd.config.HookSettings;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.loop.LoopThread;
import io.preforkd.server.sys.WaitStatus;
import io.preforkd.server.testing.CaughtLog;
import io.preforkd.server.testing.OpenDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hooks with real commands. */
@Timeout(60)
class HooksTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final HookCall EXITED =
      HookCall.childExited(
          new ChildId("web", 3, 17, 4242), "signal", new WaitStatus.Killed(9, false), 1, 2);

  @TempDir private Path directory;
  private final CaughtLog log = new CaughtLog();
  private final LoopThread thread = new LoopThread();
  private final BlockingQueue<HookResult> results = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> quiet = new LinkedBlockingQueue<>();
  private Set<String> descriptors;
  private Hooks hooks;

  @BeforeEach
  void make() throws Exception {
    hooks =
        thread.call(
            () ->
                new Hooks(
                    thread.loop,
                    "web",
                    (hook, result) -> results.add(result),
                    () -> quiet.add("quiet")));
    descriptors = OpenDescriptors.ours();
  }

  @AfterEach
  void close() throws Exception {
    assertTrue(thread.call(hooks::isQuiet));
    assertEquals(descriptors, OpenDescriptors.ours());
    thread.close();
    log.close();
  }

  /** Every hook is this script. */
  private void use(String script, Duration timeout, Duration killAfter) throws Exception {
    use(List.of("sh", "-c", script), timeout, killAfter);
  }

  private void use(List<String> command, Duration timeout, Duration killAfter) throws Exception {
    Map<Hook, List<String>> commands =
        Map.of(Hook.CHILD_EXITED, command, Hook.BEFORE_START, command);
    Map<String, String> environment = Map.of("PATH", System.getenv("PATH"), "OWN", "word");
    HookLaunch launch = new HookLaunch("web", List.of(), environment, directory);
    thread.run(() -> hooks.use(new HookSettings(commands, timeout), killAfter, launch));
  }

  private void tell(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      thread.run(() -> hooks.tell(EXITED));
    }
  }

  private void awaitResults(HookResult wanted, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      assertEquals(wanted, results.poll(20, TimeUnit.SECONDS));
    }
  }

  private void awaitQuiet() throws InterruptedException {
    assertEquals("quiet", quiet.poll(20, TimeUnit.SECONDS));
  }

  private String written(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  @Test
  void handsTheFactsOverInAnEnvironmentWithNothingElse() throws Exception {
    use(List.of("env"), LONG, LONG);
    tell(1);
    awaitQuiet();
    awaitResults(HookResult.SUCCEEDED, 1);
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < 11; i++) {
      seen.add(log.next().replaceFirst("pid=\\d+", "pid=N").replaceFirst("PATH=.*", "PATH"));
    }
    assertEquals(
        new TreeSet<>(
            List.of(
                line("OWN=word"),
                line("PATH"),
                line("PREFORKD_AGE_SECONDS=0.000"),
                line("PREFORKD_CAUSE=signal"),
                line("PREFORKD_CONNECTIONS=2"),
                line("PREFORKD_GENERATION=17"),
                line("PREFORKD_HOOK=child-exited"),
                line("PREFORKD_PID=4242"),
                line("PREFORKD_POOL=web"),
                line("PREFORKD_SIGNAL=SIGKILL"),
                line("PREFORKD_SLOT=3"))),
        seen);
  }

  private static String line(String text) {
    return "INFO pool=web hook=child-exited pid=N | " + text;
  }

  @Test
  void leadsAGroupAndHasNoDescriptorButItsOwn() throws Exception {
    use(
        "i=3; while [ $i -lt 300 ]; do [ -e /proc/$$/fd/$i ] && echo $i; i=$((i + 1)); done;"
            + " echo $$ > pid; cut -d' ' -f5 /proc/$$/stat > group",
        LONG,
        LONG);
    tell(1);
    awaitQuiet();
    awaitResults(HookResult.SUCCEEDED, 1);
    assertEquals(written("pid"), written("group"));
    String line = log.next();
    assertTrue(line.contains(" done after "), line);
  }

  @Test
  void saysOnceThatOneHasFailed() throws Exception {
    use("echo why >&2; exit 3", LONG, LONG);
    tell(1);
    awaitQuiet();
    awaitResults(HookResult.FAILED, 1);
    assertTrue(log.next().endsWith(" | why"));
    String line = log.next();
    assertTrue(line.startsWith("WARN pool=web hook=child-exited pid="), line);
    assertTrue(line.contains(" failed: exit code 3 after "), line);
    assertTrue(log.isEmpty());
  }

  @Test
  void saysThatOneCannotBeStarted() throws Exception {
    use(List.of("/no/such/program"), LONG, LONG);
    tell(1);
    awaitResults(HookResult.FAILED, 1);
    String line = log.next();
    assertTrue(
        line.startsWith("ERROR pool=web hook=child-exited cannot be started: posix_spawn"), line);
    assertTrue(log.isEmpty());
  }

  @Test
  void doesNothingWhereThereIsNoCommand() throws Exception {
    use("exit 1", LONG, LONG);
    BlockingQueue<Optional<String>> told = new LinkedBlockingQueue<>();
    thread.run(() -> hooks.tell(HookCall.of(Hook.ON_RELOAD)));
    thread.run(() -> hooks.run(Hook.BEFORE_STOP, told::add));
    assertEquals(Optional.empty(), told.poll());
    assertTrue(results.isEmpty());
  }

  @Test
  void tellsWhoeverWaitsWhatHasBecomeOfIt() throws Exception {
    BlockingQueue<Optional<String>> told = new LinkedBlockingQueue<>();
    use("exit 3", LONG, LONG);
    thread.run(() -> hooks.run(Hook.BEFORE_START, told::add));
    assertEquals(Optional.of("exit code 3"), told.poll(20, TimeUnit.SECONDS));
    use("exit 0", LONG, LONG);
    thread.run(() -> hooks.run(Hook.BEFORE_START, told::add));
    assertEquals(Optional.empty(), told.poll(20, TimeUnit.SECONDS));
    use("exec sleep 1000", SHORT, LONG);
    thread.run(() -> hooks.run(Hook.BEFORE_START, told::add));
    assertEquals(Optional.of("its timeout is over"), told.poll(20, TimeUnit.SECONDS));
    awaitQuiet();
    awaitQuiet();
    awaitQuiet();
  }

  @Test
  void endsOneThatHangsWithAllThatItHasStarted() throws Exception {
    use("trap '' TERM; sleep 1000 & echo $! > helper; wait; wait", SHORT, SHORT);
    tell(1);
    awaitResults(HookResult.TIMED_OUT, 1);
    awaitQuiet();
    String line = log.await("was ended after");
    assertTrue(line.contains(", since its timeout is over: SIGKILL"), line);
    assertTrue(log.isEmpty());
    long helper = Long.parseLong(written("helper").strip());
    awaitEnd(helper);
  }

  private static void awaitEnd(long pid) throws Exception {
    Optional<ProcessHandle> left = ProcessHandle.of(pid);
    if (left.isPresent()) {
      left.get().onExit().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void leavesAloneWhatOneThatHasEndedHasLeftInTheBackground() throws Exception {
    use("sleep 1000 & echo $! > helper", LONG, LONG);
    tell(1);
    awaitResults(HookResult.SUCCEEDED, 1);
    awaitQuiet();
    ProcessHandle helper =
        ProcessHandle.of(Long.parseLong(written("helper").strip())).orElseThrow();
    assertTrue(helper.isAlive());
    helper.destroyForcibly();
  }

  @Test
  void runsSomeKeepsMoreAndDropsTheRest() throws Exception {
    Path go = directory.resolve("go");
    use("while [ ! -e go ]; do sleep 0.01; done; echo x >> done", LONG, LONG);
    int kept = Hooks.AT_ONCE + Hooks.WAITING;
    tell(200);
    awaitResults(HookResult.DROPPED, 200 - kept);
    assertEquals(Hooks.WAITING, thread.call(() -> hooks.waiting().size()));
    log.await("calls of hooks are dropped: 8 run and 64 wait; make them quicker");
    Files.createFile(go);
    awaitResults(HookResult.SUCCEEDED, kept);
    awaitQuiet();
    assertEquals(kept, Files.readAllLines(directory.resolve("done")).size());
    while (!log.isEmpty()) {
      assertFalse(log.next().contains("dropped"));
    }
  }

  @Test
  void runsTheOneThatItsPoolWaitsForBeforeAllOthers() throws Exception {
    use("[ $PREFORKD_HOOK = before-start ] || while [ ! -e go ]; do sleep 0.01; done", LONG, LONG);
    tell(Hooks.AT_ONCE + 1);
    BlockingQueue<Optional<String>> told = new LinkedBlockingQueue<>();
    thread.run(() -> hooks.run(Hook.BEFORE_START, told::add));
    assertEquals(Optional.empty(), told.poll(20, TimeUnit.SECONDS));
    Files.createFile(directory.resolve("go"));
    awaitQuiet();
  }

  @Test
  void beginsNoneWhileItIsHeld() throws Exception {
    use("exit 0", LONG, LONG);
    thread.run(hooks::hold);
    tell(2);
    assertFalse(thread.call(hooks::isRunning));
    assertEquals(List.of(EXITED, EXITED), thread.call(hooks::waiting));
    thread.run(hooks::release);
    awaitResults(HookResult.SUCCEEDED, 2);
    awaitQuiet();
  }

  @Test
  void killsThoseThatAreLeftOnceTheirTimeAfterTheEndIsOver() throws Exception {
    use("exec sleep 1000", LONG, LONG);
    tell(Hooks.AT_ONCE + 1);
    thread.run(() -> hooks.endAfter(SHORT.toNanos()));
    awaitResults(HookResult.DROPPED, 1);
    awaitResults(HookResult.TIMED_OUT, Hooks.AT_ONCE);
    awaitQuiet();
    log.await("since the pool has ended: SIGKILL");
    tell(1);
    awaitResults(HookResult.DROPPED, 1);
    use("exit 0", LONG, LONG);
    tell(1);
    awaitResults(HookResult.SUCCEEDED, 1);
    awaitQuiet();
  }
}
