package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.config.PressureSettings;
import io.preforkd.config.PressureSettings.Watch;
import io.preforkd.pool.Blame;
import io.preforkd.pool.EndReason;
import io.preforkd.pool.SlotState;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.child.Durations;
import io.preforkd.server.hook.HookCall;
import io.preforkd.server.snapshot.ExitView;
import io.preforkd.server.sys.Cgroup;
import io.preforkd.server.sys.WaitStatus;
import io.preforkd.server.testing.CaughtLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeathsTest {
  private static final ChildId CHILD = new ChildId("web", 3, 17, 4242);

  private final CaughtLog caught = new CaughtLog();
  private final Counters counters = new Counters();
  private final List<String> givenUp = new ArrayList<>();
  private final List<HookCall> calls = new ArrayList<>();
  private final List<ExitView> exits = new ArrayList<>();
  private final AtomicLong kernelKills = new AtomicLong(5);
  private final Supervision supervision =
      new Supervision(
          Set.of(64, 78),
          false,
          new OomKills(() -> OptionalLong.of(kernelKills.get())),
          new MemoryWatch(new PressureSettings(Watch.OFF, 10, 90), Cgroup.ours()));
  private final Deaths deaths =
      new Deaths(supervision, givenUp::add, new PoolLog("web"), counters, calls::add, exits::add);

  @AfterEach
  void closeLog() {
    caught.close();
  }

  @Test
  void countsADeathByItsCause() {
    die(new WaitStatus.Exited(0), null);
    die(new WaitStatus.Exited(1), null);
    die(new WaitStatus.Killed(9, false), null);
    die(new WaitStatus.Killed(9, false), EndReason.ORDER_TIMEOUT);
    die(new WaitStatus.Exited(0), EndReason.SHRINK);
    die(new WaitStatus.Exited(0), EndReason.SHRINK);
    assertEquals(
        Map.of("exit", 1L, "error", 1L, "signal", 1L, "order_timeout", 1L, "shrink", 2L),
        counters.counts().exits());
  }

  @Test
  void tellsTheHookHowAndWhyTheChildHasEnded() {
    die(new WaitStatus.Exited(7), EndReason.MEMORY);
    die(new WaitStatus.Killed(11, true), null);
    assertEquals(
        List.of(
            facts("PREFORKD_EXIT_CODE", "7", "memory"),
            facts("PREFORKD_SIGNAL", "SIGSEGV", "signal")),
        calls.stream().map(HookCall::facts).toList());
  }

  @Test
  void tellsWhoeverListensOfEachEnd() {
    die(new WaitStatus.Killed(11, true), null);
    assertEquals(List.of(CHILD), exits.stream().map(ExitView::child).toList());
    assertEquals(List.of("signal"), exits.stream().map(ExitView::cause).toList());
  }

  private static Map<String, String> facts(String how, String value, String cause) {
    return Map.of(
        "PREFORKD_SLOT",
        "3",
        "PREFORKD_GENERATION",
        "17",
        "PREFORKD_PID",
        "4242",
        "PREFORKD_CAUSE",
        cause,
        how,
        value,
        "PREFORKD_CONNECTIONS",
        "3",
        "PREFORKD_AGE_SECONDS",
        "2.500");
  }

  @Test
  void takesAKillThatTheKernelCountsForOutOfMemory() {
    WaitStatus killed = new WaitStatus.Killed(9, false);
    assertEquals(Blame.OUTSIDE, deaths.ended(1, killed, true));
    kernelKills.incrementAndGet();
    assertEquals(Blame.OUTSIDE, deaths.ended(1, killed, false), "we killed this one");
    assertEquals(Blame.CHILD, deaths.ended(1, new WaitStatus.Killed(11, false), true));
    assertEquals(Blame.CHILD, deaths.ended(1, killed, true));
    assertEquals(Blame.OUTSIDE, deaths.ended(1, killed, true), "each explains one death");
    kernelKills.incrementAndGet();
    die(killed, null);
    assertEquals(Map.of("oom", 1L), counters.counts().exits());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 9, 10, 12, 15})
  void blamesNoChildForWhatOthersSend(int signal) {
    assertEquals(Blame.OUTSIDE, Verdict.of(new WaitStatus.Killed(signal, false), false).blame());
    assertEquals(Blame.OUTSIDE, Verdict.of(new WaitStatus.Exited(128 + signal), false).blame());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6, 7, 8, 11, 24, 25, 31})
  void blamesTheChildForWhatItsOwnDeedsBringAbout(int signal) {
    Verdict verdict = Verdict.of(new WaitStatus.Killed(signal, false), false);
    assertEquals(Blame.CHILD, verdict.blame());
    assertEquals(signal == 24 || signal == 25 ? "limit" : "signal", verdict.label());
  }

  @Test
  void keepsTheConnectionsOfTheDead() {
    die(new WaitStatus.Exited(0), null);
    die(new WaitStatus.Exited(0), null);
    assertEquals(new BoardCounts(6, 4, 0), counters.counts().ofTheDead());
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 78})
  void tellsThatTheWorkerSaysThatItWillNeverWork(int code) {
    die(new WaitStatus.Exited(code), null);
    assertEquals(
        List.of(
            "the worker ended with exit code "
                + code
                + ", which means that another try is of no use"),
        givenUp);
  }

  @Test
  void tellsOnceOfAChildThatHasAskedNotToBeRestarted() {
    deaths.askedNotToBeRestarted(CHILD.slot());
    assertEquals(List.of(), givenUp);
    die(new WaitStatus.Exited(78), EndReason.LEFT);
    die(new WaitStatus.Exited(0), EndReason.LEFT);
    assertEquals(List.of("the worker asked not to be restarted"), givenUp);
  }

  @Test
  void makesNothingOfOtherCodesNorOfAChildThatWasToldToGo() {
    die(new WaitStatus.Exited(78), EndReason.SHRINK);
    die(new WaitStatus.Exited(1), null);
    die(new WaitStatus.Exited(70), null);
    die(new WaitStatus.Killed(9, false), null);
    assertEquals(List.of(), givenUp);
  }

  private void die(WaitStatus how, EndReason reason) {
    deaths.ended(CHILD.slot(), how, reason == null);
    deaths.record(
        CHILD,
        SlotState.IDLE,
        reason,
        2_500_000_000L,
        new BoardCounts(3, 2, 0),
        Durations.none(Durations.SERVICE));
  }
}
