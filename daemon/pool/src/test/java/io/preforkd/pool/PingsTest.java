package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PingsTest {
  @Test
  void asksAChildThatHasSaidNothingForTheInterval() {
    Stage stage = idle(true, false);
    assertEquals(0, pings(stage.after(999)));
    assertEquals(1, pings(stage.after(1)));
    assertEquals(0, pings(stage.after(400)));
  }

  @Test
  void asksAgainAnIntervalAfterTheAnswer() {
    Stage stage = idle(true, false).after(1000).pong(0);
    assertEquals(0, pings(stage.after(999)));
    assertEquals(1, pings(stage.after(1)));
  }

  @Test
  void endsAChildThatDoesNotAnswer() {
    Stage stage = idle(true, false).after(1000).after(499);
    assertEquals(SlotState.IDLE, stage.state(0));
    assertEquals(
        List.of(new Action.Dump(0, 1, EndReason.PING_TIMEOUT)),
        stage.after(1).told(Action.Dump.class));
  }

  @Test
  void takesEveryWordForAnAnswer() {
    Stage stage = idle(true, true).after(1000).pending(0).busy(0).after(500);
    assertEquals(SlotState.BUSY, stage.state(0));
  }

  @Test
  void asksNobodyWhoHasNotAnnouncedIt() {
    assertEquals(0, pings(idle(false, true).after(60_000)));
  }

  @Test
  void asksABusyChildOnlyIfItListensMeanwhile() {
    assertEquals(0, pings(idle(true, false).pending(0).busy(0).after(60_000)));
    assertEquals(1, pings(idle(true, true).pending(0).busy(0).after(1000)));
  }

  @Test
  void blamesNobodyForAStall() {
    Stage stage = idle(true, false).after(1000).stalled(60_000);
    assertEquals(SlotState.IDLE, stage.state(0));
    assertEquals(SlotState.KILLED, stage.after(500).state(0));
  }

  @Test
  void forgetsWhatTheDeadChildHasAnnounced() {
    Stage stage = idle(true, true).exited(0).idle(0);
    assertEquals(0, pings(stage.after(60_000)));
  }

  private static Stage idle(boolean pong, boolean async) {
    return new Stage(Specs.fixed(1).pings(1000, 500)).open().greeted(0, pong, async).idle(0);
  }

  private static int pings(Stage stage) {
    return stage.told(Action.Ping.class).size();
  }
}
