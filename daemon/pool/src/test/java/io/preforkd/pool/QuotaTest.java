package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class QuotaTest {
  private final Quota quota = new Quota(3);
  private final Stage first = new Stage(Specs.fixed(2), new Spares(), quota).open();
  private final Stage second = new Stage(Specs.fixed(2), new Spares(), quota).open();

  @Test
  void isSharedByAllPools() {
    assertEquals(2, first.spawned());
    assertEquals(1, second.spawned());
    assertEquals(0, quota.free());
  }

  @Test
  void isGivenBackWhenAChildIsReapedAndNotBefore() {
    first.everybodyStarts().reconfigured(Specs.fixed(1));
    assertEquals(3, quota.taken());
    first.exited(1);
    assertEquals(2, quota.taken());
  }

  @Test
  void goesToTheOtherPoolWithinATenthOfASecond() {
    second.idle(0);
    first.everybodyStarts().reconfigured(Specs.fixed(1)).exited(1);
    assertEquals(1, second.after(100).spawned());
  }

  @Test
  void isGivenBackByAChildThatCouldNotBeStarted() {
    second.pool.spawnFailed(0, 0, second.generation(0));
    assertEquals(2, quota.taken());
  }

  @Test
  void setsTheMinOfEachPoolAside() {
    Quota four = new Quota(4);
    Stage greedy = new Stage(Specs.dynamic().min(1).max(8).start(8), new Spares(), four);
    Stage modest = new Stage(Specs.dynamic().min(2).max(2).start(2), new Spares(), four);
    assertEquals(2, greedy.open().spawned(), "two of four belong to the other");
    assertEquals(2, modest.open().spawned());
  }

  @Test
  void setsNothingAsideForAPoolThatWillNotBeOpened() {
    Quota four = new Quota(4);
    Stage greedy = new Stage(Specs.dynamic().min(1).max(8).start(8), new Spares(), four);
    new Stage(Specs.dynamic().min(2).max(2).start(2), new Spares(), four).pool.abandon();
    assertEquals(4, greedy.open().spawned());
  }

  @Test
  void givesAPoolThatLostAChildItsMinBack() {
    Quota four = new Quota(4);
    Stage greedy = new Stage(Specs.fixed(2).max(8), new Spares(), four);
    Stage modest = new Stage(Specs.fixed(2), new Spares(), four);
    greedy.open().everybodyStarts();
    modest.open().everybodyStarts().killedFromOutside(0);
    assertEquals(1, modest.spawned());
    assertEquals(0, greedy.after(1000).spawned());
  }

  @Test
  void setsNothingAsideForAPoolThatStops() {
    Quota four = new Quota(4);
    Stage greedy = new Stage(Specs.dynamic().min(1).max(8).start(4), new Spares(), four);
    Stage modest = new Stage(Specs.dynamic().min(2).start(2), new Spares(), four);
    modest.stop();
    greedy.open().everybodyStarts();
    assertEquals(4, four.taken());
  }

  @Test
  void keepsThoseWhoLiveWhenItIsLowered() {
    quota.changeTo(1);
    assertEquals(3, quota.taken());
    assertEquals(0, quota.free());
    assertThrows(IllegalArgumentException.class, () -> quota.changeTo(0));
  }
}
