package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class IntermissionTest {
  @Test
  void setsFreeWhoIsIdleOrBusyAndCanBe() {
    Stage stage = three().pending(0).busy(0).pending(0);
    List<Integer> free =
        stage.pause().told(Action.Free.class).stream().map(Action.Free::slot).toList();
    assertEquals(List.of(0, 2), free);
  }

  @Test
  void leavesThoseAloneWhoCannot() {
    Stage stage = Stage.ready(Specs.fixed(3)).pause();
    assertEquals(0, stage.told(Action.Free.class).size());
    assertEquals(List.of(0), stage.resume().pending(0).ordered());
  }

  @Test
  void callsBackAndOrdersNobodyBeforeTheAnswer() {
    Stage stage = three().pause().frozen(1000).resume();
    assertEquals(3, stage.told(Action.CallBack.class).size());
    assertEquals(List.of(), stage.pending(0).ordered());
    stage.idle(1).idle(1);
    assertEquals(List.of(), stage.ordered());
    stage.pong(1, 2);
    assertEquals(List.of(0), stage.watched());
    assertEquals(List.of(1), stage.pending(0).ordered());
  }

  @Test
  void takesTheLastWordBeforeTheAnswer() {
    Stage stage = three().pause().resume().idle(0).busy(0).pong(0, 1);
    assertEquals(SlotState.BUSY, stage.state(0));
    assertEquals(SlotState.IDLE, stage.idle(0, 1).state(0));
    assertEquals(SlotState.KILLED, stage.idle(0, 1).state(0));
  }

  @Test
  void isNotAnsweredByAnEarlierPong() {
    Stage stage = new Stage(Specs.fixed(1).pings(1000, 500)).open().greetedAsFree(0).idle(0);
    stage.after(1000).pause().resume().pong(0, 1).idle(0);
    assertEquals(SlotState.IDLE, stage.state(0));
    assertEquals(List.of(), stage.pending(0).ordered());
    assertEquals(List.of(0), stage.pong(0, 2).watched());
  }

  @Test
  void startsNobodyForThoseWhoAreFree() {
    Stage stage = three().pause().resume();
    assertEquals(0, stage.spawned());
  }

  @Test
  void endsAnIdleChildThatDoesNotAnswer() {
    Stage stage = three().pause().resume().pong(0, 1).pong(1, 2);
    assertEquals(SlotState.IDLE, stage.after(4999).state(2));
    assertEquals(SlotState.KILLED, stage.after(1).state(2));
    assertEquals(SlotState.IDLE, stage.state(0));
  }

  @Test
  void lastsAsLongAsTheConnectionOfABusyChild() {
    Stage stage = three().pending(0).busy(0).pause().resume().busy(0).after(60_000);
    assertEquals(SlotState.BUSY, stage.state(0));
    stage.idle(0, 1).pong(0, 1);
    assertEquals(List.of(0), stage.pending(0).ordered());
  }

  @Test
  void isToldToNobodyInAPoolThatCloses() {
    assertTrue(three().stop().pause().told(Action.Free.class).isEmpty());
  }

  private static Stage three() {
    Stage stage = new Stage(Specs.fixed(3)).open();
    for (int i = 0; i < 3; i++) {
      stage.greetedAsFree(i).idle(i);
    }
    return stage;
  }
}
