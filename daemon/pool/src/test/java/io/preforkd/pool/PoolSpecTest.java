package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolSpecTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listeners | -1 | listeners must be at least 0, not -1",
        "max       | 0  | max must be at least 1, not 0",
        "min       | 9  | min must be 0..8 (max), not 9",
        "start     | 9  | start must be 1..8, not 9",
        "spare     | 5  | max-spare 4 is below min-spare 5",
        "growthCap | 0  | growth-cap must be at least 1, not 0",
        "interval  | 0  | growth-interval must be above 0, is 0",
        "shrink    | 9  | shrink-after must be at least 10 ms, is 9000000 ns",
        "delay     | 2  | respawn-delay must not be above respawn-delay-max"
      })
  void refusesWhatCannotBeMeant(String key, int value, String message) {
    Specs specs = Specs.dynamic();
    switch (key) {
      case "listeners" -> specs.listeners(value);
      case "max" -> specs.max(value);
      case "min" -> specs.min(value);
      case "start" -> specs.start(value);
      case "spare" -> specs.spare(value, 4);
      case "growthCap" -> specs.growthCap(value);
      case "interval" -> specs.growthInterval(value);
      case "shrink" -> specs.shrinkAfter(value);
      case "delay" -> specs.respawnDelay(value, 1);
      default -> throw new AssertionError(key);
    }
    assertEquals(message, assertThrows(IllegalArgumentException.class, specs::build).getMessage());
  }
}
