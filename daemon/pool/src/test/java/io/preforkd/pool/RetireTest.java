package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RetireTest {
  @Test
  void leavesAtOnceWhenOthersServeAllItsListeners() {
    Stage stage = Stage.ready(Specs.dynamic().listeners(2)).retire(0, 1);
    assertTrue(stage.told(Action.Shut.class).isEmpty());
    assertEquals(2, stage.told(Action.Close.class).size());
    assertEquals(EndReason.RELOAD, stage.told(Action.Drain.class).get(0).reason());
  }

  @Test
  void shutsAndServesOnlyTheListenerThatIsNotKept() {
    Stage stage = Stage.ready(Specs.dynamic().listeners(2)).retire(0);
    assertEquals(List.of(new Action.Shut(1)), stage.told(Action.Shut.class));
    assertTrue(stage.backlog(0, 3).ordered().isEmpty());
    assertEquals(List.of(0), stage.backlog(1, 1).ordered());
  }

  @Test
  void startsNobodyForAListenerThatIsKept() {
    Stage stage = Stage.held(Specs.dynamic().start(2).listeners(2)).after(200).backlog(0, 9);
    assertEquals(0, stage.retire(0).backlog(1, 0).spawned());
  }

  @Test
  void isNoFailureAndNoSignOfOneIfChildrenAreStillStarting() {
    Stage stage = new Stage(Specs.dynamic().start(2)).open().retire(0);
    assertEquals(2, stage.drained().size());
    assertTrue(stage.exited(0).told(Action.Throttled.class).isEmpty());
    assertEquals(1, stage.exited(1).told(Action.Stopped.class).size());
  }

  @Test
  void givesBusyChildrenTheDrainTimeout() {
    Stage stage = Stage.held(Specs.dynamic().start(1)).retire(0);
    stage.after(stage.pool.spec().drainTimeout() / Specs.MS + 1);
    assertEquals(EndReason.DRAIN_TIMEOUT, stage.told(Action.Kill.class).get(0).reason());
  }

  @Test
  void killsWhoIsLeftAtAStopAfterwards() {
    Stage stage = Stage.held(Specs.fixed(1)).retire(0).stop();
    assertEquals(1, stage.told(Action.Kill.class).size());
    assertFalse(stage.pool.isReady(0));
  }

  @Test
  void mayExceedTheCapOverAllPoolsByWhatIsLent() {
    Quota quota = new Quota(2);
    Stage old = new Stage(Specs.dynamic().start(2), new Spares(), quota).open();
    old.everybodyStarts();
    Stage next = new Stage(Specs.dynamic(), new Spares(), quota);
    assertEquals(0, next.scale(new SizeOrder.To(3)).spawned());
    assertEquals(1, next.lend(1).spawned());
    next.lend(0).everybodyStarts();
    assertEquals(0, next.after(1000).spawned());
  }
}
