package io.preforkd.pool.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WaitsTest {
  private static final long US = 1000;

  @Test
  void knowsItsQuantilesToWithinOnePercent() {
    Waits waits = new Waits();
    for (int i = 1; i <= 10_000; i++) {
      waits.add(i * US);
    }
    assertEquals(10_000, waits.count());
    assertEquals(5000.5 * US, waits.mean(), 1);
    assertEquals(5000.0 * US, (double) waits.quantile(0.5), 50 * US);
    assertEquals(9900.0 * US, (double) waits.quantile(0.99), 99 * US);
    assertEquals(10_000 * US, waits.quantile(1));
    assertEquals(10_000 * US, waits.longest());
  }

  @Test
  void nobodyHasNotWaited() {
    Waits waits = new Waits();
    assertEquals(0, waits.quantile(0.99));
    assertEquals(0, waits.mean());
  }

  @Test
  void noWaitIsNone() {
    Waits waits = new Waits();
    waits.add(0);
    assertEquals(0, waits.quantile(0.99));
  }
}
