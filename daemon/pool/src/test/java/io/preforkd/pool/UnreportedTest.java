package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnreportedTest {
  private static final int ONE_MINUTE = 60_000;

  private final Stage stage =
      new Stage(Specs.fixed(2).dispatch(Dispatch.UNREPORTED)).open().after(1000);

  @Test
  void takesAChildThatLivesToBeUp() {
    Stage opening = new Stage(Specs.fixed(2).dispatch(Dispatch.UNREPORTED)).open();
    assertEquals(SlotState.STARTING, opening.after(999).state(1));
    assertEquals(SlotState.IDLE, opening.after(1).state(1));
    assertEquals(2, opening.told(Action.Up.class).size());
  }

  @Test
  void saysNothingToAnybodyAndLooksAtNothing() {
    assertEquals(List.of(), stage.told(Action.Free.class));
    stage.after(ONE_MINUTE);
    assertEquals(List.of(), stage.told(Action.Look.class));
    assertEquals(List.of(), stage.told(Action.Ping.class));
    assertEquals(List.of(), stage.watched());
  }

  @Test
  void replacesNobodyBecauseClientsWait() {
    for (int i = 0; i < 1000; i++) {
      assertEquals(List.of(), stage.backlog(5).after(20).drained());
    }
  }

  @Test
  void pausesAfterAnEarlyDeathAsInEveryPool() {
    assertEquals(0, stage.exited(0).spawned());
    assertEquals(1, stage.after(ONE_MINUTE).spawned());
  }

  @Test
  void asksOneAfterTheOtherToLeaveWhenAllAreToBeReplaced() {
    stage.recycled(0);
    assertEquals(List.of(0), stage.drained());
    assertEquals(List.of(), stage.recycled(1).drained());
    stage.exited(0).after(1000);
    assertEquals(List.of(1), stage.drained());
  }
}
