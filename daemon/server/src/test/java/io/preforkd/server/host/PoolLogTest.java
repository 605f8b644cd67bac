package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolStatus;
import io.preforkd.pool.Pressure;
import io.preforkd.pool.SlotState;
import io.preforkd.pool.SpawnReason;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.child.LeaveReason;
import io.preforkd.server.sys.WaitStatus;
import io.preforkd.server.testing.CaughtLog;
import io.preforkd.server.testing.PoolSpecs;
import java.util.Locale;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines are an interface: whoever changes one here changes it for those who grep. */
@Timeout(30)
class PoolLogTest {
  private static final ChildId CHILD = new ChildId("web", 3, 17, 4242);
  private static final String WHO = "pool=web slot=3 gen=17 pid=4242 ";
  private static final Verdict EXITED = Verdict.of(new WaitStatus.Exited(0), false);
  private static final long SECOND = 1_000_000_000L;

  private final CaughtLog caught = new CaughtLog();
  private final Locale locale = Locale.getDefault();
  private final PoolLog log = new PoolLog("web");

  /** One that writes decimals with a comma: the lines must not depend on it. */
  @BeforeEach
  void setAnotherLocale() {
    Locale.setDefault(Locale.GERMANY);
  }

  @AfterEach
  void closeAll() {
    Locale.setDefault(locale);
    caught.close();
  }

  @Test
  void tellsOfReadinessAndOfWhomNoKillEnds() throws Exception {
    log.notReady();
    expect(
        "WARN pool=web is not ready: no child serves and none has come up in its place; its clients wait");
    log.readyAgain();
    expect("INFO pool=web is ready again");
    log.leftBehind(CHILD, "it hangs in the kernel");
    expect(
        "ERROR pool=web slot=3 gen=17 pid=4242 lives on after several KILLs and is left behind: it hangs in the kernel");
  }

  @Test
  void tellsOfSocketsThatChildrenAskFor() throws Exception {
    log.shares(CHILD, "127.0.0.1:81");
    expect(
        "INFO pool=web listens on 127.0.0.1:81 for its children, since "
            + WHO
            + "has asked for it");
    log.sharesNoMore("127.0.0.1:81");
    expect(
        "INFO pool=web no longer listens on 127.0.0.1:81, which may-listen does not allow any more;"
            + " children that have the socket keep it until they leave");
    log.refusesSocket(CHILD, "no", false);
    expect("WARN " + WHO + "asks for a socket and gets none: no");
    log.refusesSocket(CHILD, "no", true);
    expect(
        "WARN "
            + WHO
            + "asks for a socket and gets none: no; further refusals are logged after the next reload");
  }

  @Test
  void saysAtTheStartWhatIsInForce() throws Exception {
    log.opened(PoolSpecs.of(PoolMode.ON_DEMAND), "127.0.0.1:80,unix:/run/x.sock", "java:my.Worker");
    expect(
        "INFO pool=web starts: listen=127.0.0.1:80,unix:/run/x.sock worker=java:my.Worker"
            + " mode=on-demand min=1 max=12 start=2 spare=2..4");
  }

  @Test
  void writesThePoolLineOnceForEachChange() throws Exception {
    log.status(status(PoolMode.DYNAMIC, 2), 0);
    log.status(status(PoolMode.DYNAMIC, 2), 0);
    log.status(status(PoolMode.DYNAMIC, 3), 7);
    expect("INFO pool=web idle=2/2..4 busy=5 starting=1 leaving=0 total=8/12 backlog=0");
    expect("INFO pool=web idle=3/2..4 busy=5 starting=1 leaving=0 total=9/12 backlog=7");
    assertTrue(caught.isEmpty());
  }

  @Test
  void leavesTheSparesOutOfAStaticPoolsLine() throws Exception {
    log.status(status(PoolMode.STATIC, 2), 0);
    expect("INFO pool=web idle=2 busy=5 starting=1 leaving=0 total=8/12 backlog=0");
  }

  @Test
  void tellsTheLifeOfAChild() throws Exception {
    log.spawned(CHILD, SpawnReason.BACKLOG);
    log.firstIdle(CHILD, 57_900_000);
    log.restsAfter(CHILD, "EMFILE");
    log.leaves(CHILD, LeaveReason.MAX_CONNECTIONS);
    log.brokeProtocol(CHILD, "unknown verb, byte 90");
    log.unresponsive(CHILD);
    log.killed(CHILD, true, EndReason.START_TIMEOUT);
    log.killed(CHILD, false, EndReason.PROTOCOL);
    log.cannotKill(CHILD, "kill 4242 with SIGTERM: Operation not permitted (EPERM)");
    expect("DEBUG " + WHO + "started: backlog");
    expect("INFO " + WHO + "idle after 57 ms");
    expect(
        "WARN "
            + WHO
            + "cannot accept (EMFILE) and rests; the others serve. With EMFILE raise limits: nofile");
    expect("INFO " + WHO + "leaves by itself: max connections");
    expect("ERROR " + WHO + "broke the protocol and is killed: unknown verb, byte 90");
    expect("ERROR " + WHO + "does not read its back-channel and is killed");
    expect("WARN " + WHO + "gets TERM: not idle within start-timeout");
    expect("WARN " + WHO + "gets KILL: broke the protocol");
    expect(
        "ERROR "
            + WHO
            + "cannot be killed: kill 4242 with SIGTERM: Operation not permitted (EPERM);"
            + " it is tried again");
  }

  @ParameterizedTest
  @CsvSource({
    "SHRINK, surplus",
    "PRESSURE, memory is short",
    "STOP, asked to stop",
    "RECYCLE, recycled",
    "RECYCLE_ASKED, recycled by an operator",
    "CANNOT_ACCEPT, could not accept again and again",
    "MEMORY, grown beyond max-memory",
    "LEFT, left by itself",
    "START_TIMEOUT, not idle within start-timeout",
    "ORDER_TIMEOUT, no answer to an order within order-timeout",
    "DRAIN_TIMEOUT, still there after drain-timeout",
    "STOP_TIMEOUT, still there after stop-timeout",
    "PROTOCOL, broke the protocol",
    "CHANNEL_CLOSED, closed its back-channel and lived on",
    "CONNECTION_TIMEOUT, held one connection for longer than connection-timeout",
    "PING_TIMEOUT, no answer to a ping within ping-timeout",
    "UNRESPONSIVE, did not read its back-channel"
  })
  void namesEveryReasonToEndAChild(EndReason reason, String words) throws Exception {
    log.killed(CHILD, true, reason);
    expect("WARN " + WHO + "gets TERM: " + words);
  }

  @Test
  void tellsOfAConnectionThatTakesLong() throws Exception {
    log.slow(CHILD, 5 * SECOND / 2);
    log.dumped(CHILD, EndReason.CONNECTION_TIMEOUT);
    expect("WARN " + WHO + "has held one connection for 2.5 s, longer than slow-after");
    expect(
        "WARN "
            + WHO
            + "gets QUIT, and KILL in half a second: held one connection for longer than"
            + " connection-timeout");
  }

  @Test
  void tellsOfMemory() throws Exception {
    log.grown(CHILD, 3L << 19);
    expect("INFO " + WHO + "has 1.5 MiB, more than max-memory, and is replaced");
    log.measuresResidentSize();
    expect(
        "WARN pool=web max-memory is compared with the RSS of its children, in which all shared"
            + " pages count, since their PSS cannot be read; give the daemon CAP_SYS_PTRACE, or"
            + " raise max-memory");
  }

  @Test
  void writesOneRecordForADeath() throws Exception {
    log.died(
        CHILD,
        new WaitStatus.Exited(0),
        SlotState.DRAINING,
        EndReason.SHRINK,
        EXITED,
        3 * SECOND / 2,
        new BoardCounts(10, 9, 1));
    expect(
        "INFO "
            + WHO
            + "ended: exit code 0 while draining, surplus, age=1.5s connections=10 lost=0");
  }

  @Test
  void warnsOfADeathThatNobodyAskedFor() throws Exception {
    log.died(
        CHILD,
        new WaitStatus.Killed(11, true),
        SlotState.BUSY,
        null,
        Verdict.of(new WaitStatus.Killed(11, true), false),
        61 * SECOND,
        new BoardCounts(10, 9, 0));
    expect(
        "WARN "
            + WHO
            + "ended: SIGSEGV with a core file while busy, nobody asked it to,"
            + " age=61.0s connections=10 lost=1");
  }

  @Test
  void warnsOfALostConnectionAlsoWhenTheChildWasToGo() throws Exception {
    log.died(
        CHILD,
        new WaitStatus.Exited(0),
        SlotState.DRAINING,
        EndReason.STOP,
        EXITED,
        SECOND,
        new BoardCounts(1, 0, 0));
    expect(
        "WARN "
            + WHO
            + "ended: exit code 0 while draining, asked to stop, age=1.0s connections=1 lost=1");
  }

  @Test
  void givesSymptomConsequenceAndKeyOfALimit() throws Exception {
    log.saturated(9, "max", 12);
    log.saturated(9, "max-children", 1024);
    log.relieved(2 * SECOND);
    expect(
        "WARN pool=web has 9 connections waiting and nobody idle: clients wait since max=12 is"
            + " reached; raise max if memory allows, or make the worker faster");
    expect(
        "WARN pool=web has 9 connections waiting and nobody idle: clients wait since"
            + " max-children=1024 is reached; raise max-children if memory allows, or make the"
            + " worker faster");
    expect("INFO pool=web is no longer saturated, after 2.0 s");
  }

  @Test
  void saysWhyNobodyIsStarted() throws Exception {
    log.spawnFailed(3, 17, "posix_spawn x in /: No such file or directory (ENOENT)");
    log.throttled(5, 1_600_000_000L);
    log.givenUp("the worker ended with exit code 78");
    expect(
        "ERROR pool=web slot=3 gen=17 cannot be started:"
            + " posix_spawn x in /: No such file or directory (ENOENT)");
    expect(
        "ERROR pool=web children die young, 5 in a row: the next one is tried in"
            + " 1600 ms. Their last words stand above; repair the worker");
    expect(
        "ERROR pool=web is given up: the worker ended with exit code 78. Its listeners are"
            + " closed; repair the worker and start again");
  }

  @Test
  void tellsOfTooManyYoungDeathsAndOfShortMemory() throws Exception {
    log.degraded(8);
    log.recovered(SECOND);
    log.pressed(Pressure.SOME, "why");
    log.pressed(Pressure.FULL, "why");
    log.starved(9);
    log.eased(SECOND);
    expect(
        "ERROR pool=web is degraded: 8 attempts in a row ended in young deaths. It goes on trying"
            + " after each pause; repair the worker, or set give-up: then: exit");
    expect("INFO pool=web is no longer degraded, after 1.0 s");
    expect(
        "WARN pool=web does not grow above min: memory is short (why); lower max or the worker's"
            + " memory, or give more");
    expect(
        "WARN pool=web gives up idle children above min: memory is short (why); lower max or the"
            + " worker's memory, or give more");
    expect(
        "WARN pool=web has 9 connections waiting and nobody idle: it does not grow since memory is"
            + " short; lower the worker's memory, or give more");
    expect("INFO pool=web grows again: memory was short for 1.0 s");
  }

  @Test
  void tellsOfTheEndAndOfWhatMayGoWrongWithIt() throws Exception {
    log.shut("127.0.0.1:80");
    log.cannotShut("127.0.0.1:80", "why");
    log.stopped();
    log.inconsistent("fault");
    log.backlogUnknown("unix:/x", "why");
    expect("INFO pool=web takes no new connections on 127.0.0.1:80");
    expect(
        "WARN pool=web cannot shut 127.0.0.1:80: why; clients that come while it stops may be"
            + " reset");
    expect("INFO pool=web stopped");
    expect(
        "ERROR pool=web books were wrong and have been repaired: fault; this is a fault in"
            + " preforkd");
    expect("WARN pool=web cannot measure the backlog of unix:/x: why; it grows by spares only");
  }

  private void expect(String line) throws InterruptedException {
    assertEquals(line, caught.next());
  }

  private static PoolStatus status(PoolMode mode, int idle) {
    return new PoolStatus(
        idle,
        5,
        1,
        0,
        0,
        idle + 6,
        0,
        PoolSpecs.of(mode),
        OptionalInt.empty(),
        false,
        0,
        0,
        0,
        false,
        Pressure.NONE);
  }
}
