package io.preforkd.spamd.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointsTest {
  /** What C's printf says. */
  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "0.25, 0.2",
    "0.35, 0.3",
    "0.75, 0.8",
    "-0.04, -0.0",
    "-2.06, -2.1",
    "1000, 1000.0"
  })
  void hasOneDecimal(double points, String text) {
    assertEquals(text, Points.text(points));
  }

  /** What SpamAssassin's get_tag_value_for_score says. */
  @ParameterizedTest
  @CsvSource({
    "4.94, 5, 4.9",
    "4.96, 5, 4.9",
    "5, 5, 5.0",
    "5.04, 5.05, 4.9",
    "5.09, 5.1, 5",
    "-3, 5, -3.0"
  })
  void isBelowTheThresholdUnlessItReachesIt(double score, double threshold, String text) {
    assertEquals(text, Points.score(score, threshold));
  }
}
