package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final long MS = Specs.MS;

  private final Throttle throttle = new Throttle();
  private final PoolSpec spec = Specs.dynamic().respawnDelay(100, 1600).build();

  @Test
  void allowsEverythingUntilSomebodyDies() {
    assertEquals(Integer.MAX_VALUE, throttle.allows(0, 7));
  }

  @Test
  void pausesAfterADeathAndThenTriesWithOne() {
    assertTrue(throttle.died(5 * MS, 0, spec));
    assertEquals(0, throttle.allows(104 * MS, 0));
    assertEquals(1, throttle.allows(105 * MS, 0));
    assertEquals(0, throttle.allows(105 * MS, 1), "one on trial is enough");
  }

  @Test
  void takesAWaveForOneFailure() {
    assertTrue(throttle.died(10 * MS, 0, spec));
    assertFalse(throttle.died(11 * MS, 0, spec));
    assertEquals(100 * MS, throttle.pause(spec));
    assertEquals(2, throttle.deaths());
  }

  @Test
  void takesAWaveThatDiesAtTheMomentOfItsSpawnForOneFailure() {
    assertTrue(throttle.died(7 * MS, 7 * MS, spec));
    assertFalse(throttle.died(7 * MS, 7 * MS, spec));
    assertEquals(100 * MS, throttle.pause(spec));
  }

  @Test
  void doublesThePauseUpToItsLimit() {
    long now = 0;
    for (long expected : List.of(100L, 200L, 400L, 800L, 1600L, 1600L, 1600L)) {
      throttle.died(now + 1, now, spec);
      assertEquals(expected * MS, throttle.pause(spec));
      now = throttle.resumeAt();
    }
  }

  @Test
  void doesNotOverflowHoweverOftenSomebodyDies() {
    PoolSpec slow = Specs.dynamic().respawnDelay(3_600_000, Long.MAX_VALUE / MS).build();
    long now = 0;
    for (int i = 0; i < 100; i++) {
      throttle.died(now + 1, now, slow);
      assertTrue(throttle.pause(slow) >= slow.respawnDelay());
      now += 2;
    }
  }

  @Test
  void triesTheNextOnceOneIsIdleAndEndsWhenOneHasProvedItself() {
    throttle.died(1, 0, spec);
    long now = throttle.resumeAt();
    throttle.spawned();
    assertEquals(0, throttle.allows(now, 0));
    throttle.started();
    assertEquals(1, throttle.allows(now, 0));
    throttle.succeeded();
    assertEquals(Integer.MAX_VALUE, throttle.allows(2, 3));
    assertEquals(0, throttle.deaths());
  }
}
