package io.preforkd.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChildLimitsTest {
  private static final long HOUR = 3_600_000_000_000L;
  private static final int CHILDREN = 1000;

  @Test
  void neverExceedsWhatTheOperatorAsksForNorFallsBelowTheJitter() {
    ChildLimits limits = new ChildLimits(1000, HOUR, 0, 10, 4711);
    assertTrue(connections(limits).allMatch(n -> n > 900 && n <= 1000));
    assertTrue(ages(limits).allMatch(age -> age > HOUR / 10 * 9 && age <= HOUR));
  }

  @Test
  void spreadsChildrenThatWereStartedTogetherEvenly() {
    long[] ages = ages(new ChildLimits(0, HOUR, 0, 10, 4711)).sorted().toArray();
    for (int i = 0; i < CHILDREN; i++) {
      long even = HOUR / 10 * 9 + HOUR / 10 * i / CHILDREN;
      assertTrue(Math.abs(ages[i] - even) < HOUR / 100, "child " + i + " goes at " + ages[i]);
    }
  }

  @Test
  void drawsTheSameAgainFromTheSameSeedAndOthersFromAnother() {
    ChildLimits limits = new ChildLimits(1_000_000, 0, 0, 50, 1);
    long[] first = connections(limits).toArray();
    assertEquals(LongStream.of(first).boxed().toList(), connections(limits).boxed().toList());
    long[] other = connections(new ChildLimits(1_000_000, 0, 0, 50, 2)).toArray();
    assertFalse(
        LongStream.of(first).boxed().toList().equals(LongStream.of(other).boxed().toList()));
  }

  @Test
  void isExactWithoutJitterAndNeverWithoutLimit() {
    assertTrue(connections(new ChildLimits(7, 0, 0, 0, 1)).allMatch(n -> n == 7));
    assertEquals(0, ChildLimits.NONE.connectionsOf(5));
    assertEquals(Long.MAX_VALUE, ChildLimits.NONE.ageOf(5));
  }

  @Test
  void leavesAtLeastOneConnection() {
    assertTrue(connections(new ChildLimits(2, 0, 0, 100, 1)).allMatch(n -> n >= 1));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThrows(IllegalArgumentException.class, () -> new ChildLimits(-1, 0, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new ChildLimits(0, -1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new ChildLimits(0, 0, -1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new ChildLimits(0, 0, 0, 101, 0));
  }

  private static LongStream connections(ChildLimits limits) {
    return LongStream.rangeClosed(1, CHILDREN).map(limits::connectionsOf);
  }

  private static LongStream ages(ChildLimits limits) {
    return LongStream.rangeClosed(1, CHILDREN).map(limits::ageOf);
  }
}
