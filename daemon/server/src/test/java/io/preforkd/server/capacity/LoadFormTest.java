package io.preforkd.server.capacity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.pool.model.Arrivals;
import io.preforkd.pool.model.Arrivals.Step;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadFormTest {
  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @CsvSource({"50ms, 50000000", "2.5s, 2500000000", "3us, 3000", "10m, 600000000000"})
  void timesHaveUnits(String text, long nanos) {
    assertEquals(nanos, Quantities.time(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"50", "ms", "-1s", "0s", "1001h", "1 s", "1d", "1e3s", ""})
  void whatIsNoTimeIsNamed(String text) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Quantities.time(text));
    assertTrue(e.getMessage().contains(text), e.getMessage());
  }

  @Test
  void ratesAndSizesHaveUnits() {
    assertEquals(1.5, Quantities.rate("90/m"));
    assertEquals(0.25, Quantities.rate("0.25/s"));
    assertThrows(IllegalArgumentException.class, () -> Quantities.rate("20"));
    assertEquals(40L << 20, Quantities.size("40MiB"));
    assertThrows(IllegalArgumentException.class, () -> Quantities.size("40MB"));
  }

  @Test
  void arrivalsAreOfThreeKinds() {
    assertEquals(Arrivals.poisson(20), LoadForm.arrivals("poisson:20/s"));
    assertEquals(Arrivals.constant(20), LoadForm.arrivals("constant:20/s"));
    List<Step> steps = List.of(new Step(10, 60 * SECOND), new Step(50, 30 * SECOND));
    assertEquals(new Arrivals(steps, true), LoadForm.arrivals("steps:10/s for 1m, 50/s for 30s"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "20/s",
        "gauss:20/s",
        "poisson:",
        "poisson:20",
        "steps:",
        "steps:10/s",
        "steps:0/s for 1m",
        "steps:10/s for 1m, 5/s",
        "constant:0/s",
        ":20/s"
      })
  void otherArrivalsAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> LoadForm.arrivals(text));
  }

  @Test
  void serviceTimesAreOfThreeKinds() {
    assertEquals(SECOND / 20, LoadForm.service("constant:50ms").draw(new Random(1)));
    long one = LoadForm.service("exponential:50ms").draw(new Random(1));
    assertFalse(one == LoadForm.service("exponential:60ms").draw(new Random(1)));
    long other = LoadForm.service("lognormal:50ms,400ms").draw(new Random(1));
    assertFalse(other == LoadForm.service("lognormal:50ms,500ms").draw(new Random(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"50ms", "weibull:50ms", "constant:", "lognormal:50ms", "lognormal:400ms,50ms"})
  void otherServiceTimesAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> LoadForm.service(text));
  }
}
