package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReconfigurationTest {
  @Test
  void startsWhatALargerMinimumAsksFor() {
    Stage stage = Stage.ready(Specs.dynamic().start(1));
    stage.reconfigured(Specs.dynamic().min(4).start(4).spare(1, 6));
    assertEquals(3, stage.spawned());
  }

  @Test
  void makesRoomForALargerMaximum() {
    Stage stage = Stage.held(Specs.dynamic().max(2).start(2));
    stage.after(100).backlog(5);
    assertEquals(0, stage.spawned());
    assertEquals(6, stage.reconfigured(Specs.dynamic().max(9)).spawned());
  }

  @Test
  void lowersTheNumberOfIdleChildrenToASmallerMaximumAtOnce() {
    Stage stage = Stage.ready(Specs.dynamic().min(1).start(6).spare(1, 8));
    assertEquals(List.of(5, 4, 3), stage.reconfigured(Specs.dynamic().max(3)).drained());
  }

  @Test
  void lowersABusyPoolToASmallerMaximumAsChildrenFinish() {
    Stage stage = Stage.held(Specs.dynamic().start(4).spare(0, 4));
    assertEquals(List.of(), stage.reconfigured(Specs.dynamic().max(2).spare(2, 4)).drained());
    assertEquals(List.of(1), stage.idle(1).drained());
    assertEquals(List.of(0), stage.idle(0).drained());
    assertEquals(List.of(), stage.idle(2).drained());
  }

  @Test
  void holdsToASmallerMaximumWhateverTheAlgorithm() {
    Stage stage = new Stage(Specs.dynamic().start(4), new SpamdScaling(), new Quota(100)).open();
    stage.everybodyStarts();
    assertEquals(List.of(3, 2), stage.reconfigured(Specs.dynamic().max(2)).drained());
  }

  @Test
  void keepsTheNumberOfListeners() {
    Stage stage = Stage.ready(Specs.dynamic());
    assertThrows(
        IllegalArgumentException.class, () -> stage.reconfigured(Specs.dynamic().listeners(2)));
  }
}
