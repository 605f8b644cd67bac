package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.SlotState;
import io.preforkd.server.child.BoardCounts;
import io.preforkd.server.child.ChildId;
import io.preforkd.server.sys.WaitStatus;
import io.preforkd.server.testing.CaughtLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeathsTest {
  private static final ChildId CHILD = new ChildId("web", 3, 17, 4242);

  private final CaughtLog caught = new CaughtLog();
  private final Counters counters = new Counters();
  private final List<String> givenUp = new ArrayList<>();
  private final Deaths deaths = new Deaths(givenUp::add, new PoolLog("web"), counters);

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
    deaths.ended(CHILD.slot(), how);
    deaths.record(CHILD, SlotState.IDLE, reason, 1, new BoardCounts(3, 2, 0));
  }
}
