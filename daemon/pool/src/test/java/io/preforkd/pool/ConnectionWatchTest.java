package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionWatchTest {
  @Test
  void asksWhenALimitSeemsToBeOver() {
    Stage stage = held(1000, 5000);
    assertEquals(List.of(), stage.after(999).told(Action.Inspect.class));
    assertEquals(List.of(new Action.Inspect(0, 1)), stage.after(1).told(Action.Inspect.class));
    assertEquals(List.of(), stage.after(1000).told(Action.Inspect.class));
  }

  @Test
  void tellsOfASlowConnectionOnce() {
    Stage stage = held(1000, 0).after(1000).heldFor(0, 1000);
    assertEquals(List.of(new Action.Slow(0, 1, 1000 * Specs.MS)), stage.told(Action.Slow.class));
    assertEquals(List.of(), stage.after(100_000).told(Action.Inspect.class));
  }

  @Test
  void asksAgainWhenItWasAnotherConnection() {
    Stage stage = held(1000, 0).after(1000).heldFor(0, 400);
    assertEquals(List.of(), stage.told(Action.Slow.class));
    assertEquals(1, stage.after(600).told(Action.Inspect.class).size());
    assertEquals(1, stage.heldFor(0, 1000).told(Action.Slow.class).size());
  }

  @Test
  void endsTheChildByQuitAndHalfASecondLaterByKill() {
    Stage stage = held(0, 5000).after(5000).heldFor(0, 5000);
    EndReason reason = EndReason.CONNECTION_TIMEOUT;
    assertEquals(List.of(new Action.Dump(0, 1, reason)), stage.told(Action.Dump.class));
    assertEquals(List.of(), stage.after(499).told(Action.Kill.class));
    assertEquals(
        List.of(new Action.Kill(0, 1, false, reason)), stage.after(1).told(Action.Kill.class));
  }

  @Test
  void trustsNoTimeInTheFutureOrBeforeTheChildSaidBusy() {
    Stage stage = held(0, 5000).after(5000).heldFor(0, -1);
    assertEquals(1, stage.told(Action.Dump.class).size());
    stage = held(0, 5000).after(4000).heldFor(0, 1_000_000);
    assertEquals(0, stage.told(Action.Dump.class).size());
  }

  @Test
  void givesAnExtendedConnectionItsTime() {
    Stage stage = held(1000, 5000).after(500).extended(0, 9000).after(8999);
    assertEquals(List.of(), stage.told(Action.Inspect.class));
    stage.after(1).heldFor(0, 9500);
    assertEquals(1, stage.told(Action.Dump.class).size());
  }

  @Test
  void givesTheNextConnectionNoMoreThanItsOwnTime() {
    Stage stage = held(0, 5000).extended(0, 60_000).idle(0).pending(0).busy(0);
    assertEquals(1, stage.after(5000).told(Action.Inspect.class).size());
  }

  @Test
  void blamesNobodyForAStall() {
    Stage stage = held(0, 5000).after(1000).stalled(60_000);
    assertEquals(List.of(), stage.told(Action.Inspect.class));
    assertEquals(1, stage.after(5000).told(Action.Inspect.class).size());
  }

  @Test
  void watchesTheLastConnectionOfARecycledChild() {
    Stage stage = Stage.held(Specs.fixed(1).limits(10, 0).connection(0, 5000)).counted(0, 10);
    assertEquals(SlotState.DRAINING, stage.state(0));
    stage.after(5000).heldFor(0, 5000);
    assertEquals(1, stage.told(Action.Dump.class).size());
  }

  @Test
  void asksForFewStacksAMinute() {
    int many = DumpBudget.MOST + 2;
    Stage stage = Stage.held(Specs.fixed(many).connection(0, 5000)).after(5000);
    int dumps = 0;
    int kills = 0;
    for (int i = 0; i < many; i++) {
      stage.heldFor(i, 5000);
      dumps += stage.told(Action.Dump.class).size();
      kills += stage.told(Action.Kill.class).size();
    }
    assertEquals(DumpBudget.MOST, dumps);
    assertEquals(2, kills);
  }

  @Test
  void obeysChangedLimits() {
    Stage stage = held(0, 0).after(7000);
    stage.reconfigured(Specs.fixed(1).connection(0, 5000));
    assertTrue(stage.told(Action.Inspect.class).size() == 1);
  }

  private static Stage held(long slowAfter, long timeout) {
    return Stage.held(Specs.fixed(1).connection(slowAfter, timeout));
  }
}
