package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A host that was frozen for a while must not take that out on the children. */
class StallTest {
  @Test
  void givesAStartingChildTheTimeThatAFrozenHostTookFromIt() {
    Stage stage = new Stage(Specs.dynamic().start(1).startTimeout(10_000)).open();
    stage.after(1000).stalled(60_000);
    assertEquals(SlotState.STARTING, stage.state(0));
    stage.after(8900);
    assertEquals(SlotState.STARTING, stage.state(0), "it had lived for less than ten seconds");
    stage.after(10_000);
    assertEquals(SlotState.KILLED, stage.state(0));
  }

  @Test
  void givesAnOrderedChildItsWholeOrderTimeout() {
    Stage stage = Stage.ready(Specs.dynamic().start(1).spare(0, 1)).pending(0);
    stage.stalled(60_000).after(4000);
    assertEquals(SlotState.ORDERED, stage.state(0));
    stage.after(2000);
    assertEquals(SlotState.KILLED, stage.state(0));
  }

  @Test
  void forgivesEvenIfReportsOfThatTimeAreToldFirst() {
    Stage stage = Stage.ready(Specs.dynamic().start(2).spare(0, 2)).pending(0).after(30).pending(0);
    stage.after(1);
    assertEquals(SlotState.ORDERED, stage.state(0));
    stage.frozen(60_000).busy(1).stalled(0).after(4000);
    assertEquals(SlotState.ORDERED, stage.state(0));
  }

  @Test
  void doesNotForgiveATickThatIsMerelyLate() {
    Stage stage = new Stage(Specs.dynamic().start(1).startTimeout(10_000)).open();
    stage.after(9_900).stalled(200);
    assertEquals(SlotState.KILLED, stage.state(0));
  }
}
