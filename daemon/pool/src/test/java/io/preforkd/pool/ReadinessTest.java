package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReadinessTest {
  private final Stage one = Stage.ready(Specs.fixed(1));

  @Test
  void needsAChildThatHasBeenIdle() {
    Stage stage = new Stage(Specs.fixed(2)).open();
    assertFalse(isReady(stage));
    assertTrue(isReady(stage.idle(0)));
    assertTrue(isReady(stage.pending(0).busy(0)), "to be busy is to serve");
  }

  @Test
  void bearsTheTimeOfAReplacement() {
    assertTrue(isReady(one.killedFromOutside(0)));
    assertTrue(isReady(one.after(1999)));
    assertTrue(isReady(one.idle(0).after(60_000)));
  }

  @Test
  void endsWhenTheReplacementTakesTooLong() {
    one.killedFromOutside(0).after(2000);
    assertFalse(isReady(one));
    assertTrue(isReady(one.idle(0)));
  }

  @Test
  void wantsToBeTickedWhenItEnds() {
    one.killedFromOutside(0);
    assertTrue(one.pool.nextDeadline() <= one.now() + Readiness.GAP);
  }

  @Test
  void endsAtOnceWhenTheReplacementCannotStart() {
    one.killedFromOutside(0).exited(0);
    assertFalse(isReady(one));
    assertTrue(isReady(one.after(100).idle(0)));
  }

  @Test
  void doesNotWaitForTheFirstClientOfAPoolOnDemand() {
    assertTrue(isReady(new Stage(Specs.onDemand()).open()));
  }

  @Test
  void pausesWithAPoolOnDemandWhoseChildrenCannotStart() {
    Stage stage = new Stage(Specs.onDemand()).open().pending(0).backlog(1).exited(0).backlog(0);
    assertFalse(isReady(stage));
    assertTrue(isReady(stage.after(100)), "or else no client would come, and no trial");
  }

  @Test
  void endsWithTheStop() {
    assertFalse(isReady(one.stop()));
  }

  private static boolean isReady(Stage stage) {
    return stage.pool.isReady(stage.now());
  }
}
