package io.preforkd.pool.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.pool.Dispatch;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.Specs;
import io.preforkd.pool.model.Arrivals.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CapacityRunTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1000 * MS;
  private static final long MEAN = 50 * MS;

  /** Erlang's formula for the mean wait where arrivals and service are by chance. */
  @ParameterizedTest
  @CsvSource({"1, 0.5", "4, 0.8", "16, 0.9"})
  void aStaticPoolWaitsAsTheFormulaSays(int children, double utilisation) {
    double rate = utilisation * children * SECOND / MEAN;
    long duration = (long) (400_000 / rate * SECOND);
    Load load = load(Arrivals.poisson(rate), ServiceTime.exponential(MEAN), duration);
    Findings found = run(Specs.fixed(children).build(), load, surroundings(0, 0));
    double expected = erlang(children, utilisation);
    assertEquals(expected, found.waits().mean(), 0.05 * expected);
    assertEquals(utilisation * children, found.course().meanBusy(), 0.02 * children);
    assertEquals(children, found.course().meanLiving(), 1e-6);
  }

  private static double erlang(int children, double utilisation) {
    double offered = utilisation * children;
    double term = 1;
    double sum = 0;
    for (int i = 0; i < children; i++) {
      sum += term;
      term *= offered / (i + 1);
    }
    double waits = term / (1 - utilisation) / (sum + term / (1 - utilisation));
    return waits * MEAN / (children * (1 - utilisation));
  }

  @Test
  void theSameSeedGivesTheSame() {
    Load load = load(Arrivals.poisson(60), ServiceTime.lognormal(MEAN, 8 * MEAN), 60 * SECOND);
    PoolSpec spec = Specs.dynamic().build();
    Findings one = run(spec, load, surroundings(300 * MS, MS / 20));
    Findings other = run(spec, load, surroundings(300 * MS, MS / 20));
    assertEquals(one.waits().mean(), other.waits().mean());
    assertEquals(one.waits().longest(), other.waits().longest());
    assertEquals(one.spawns(), other.spawns());
    assertEquals(one.course().meanLiving(), other.course().meanLiving());
  }

  @Test
  void whereThereIsRoomNobodyWaitsForMoreThanTheMessages() {
    Load load = load(Arrivals.constant(10), ServiceTime.constant(MEAN), 100 * SECOND);
    Findings found = run(Specs.fixed(2).build(), load, surroundings(300 * MS, MS));
    assertEquals(999, found.connections());
    assertEquals(2 * MS, found.waits().longest());
    assertEquals(0, found.saturatedNanos());
    assertEquals(0, found.waiting() + found.turnedAway() + found.lost() + found.spawns());
  }

  @Test
  void tooFewChildrenAreSaturatedAndTurnClientsAway() {
    Load load = load(Arrivals.constant(100), ServiceTime.constant(MEAN), 100 * SECOND);
    Surroundings small = new Surroundings(300 * MS, 0, 20, 100);
    Findings found = run(Specs.fixed(2).build(), load, small);
    assertEquals(20.0, (double) found.waiting(), 1);
    assertEquals(60.0 / 100, (double) found.turnedAway() / found.connections(), 0.01);
    assertEquals(100.0, (double) found.saturatedNanos() / SECOND, 2);
    assertEquals(500.0, (double) found.waits().longest() / MS, 60);
  }

  @Test
  void aDynamicPoolGrowsWithTheLoadAndShrinksAfterIt() {
    Arrivals burst =
        new Arrivals(List.of(new Step(2, 30 * SECOND), new Step(100, 30 * SECOND)), false);
    Load load = load(burst, ServiceTime.constant(MEAN), 90 * SECOND);
    PoolSpec spec = Specs.dynamic().max(20).shrinkAfter(1000).build();
    Findings found = run(spec, load, surroundings(300 * MS, 0));
    assertTrue(found.course().mostLiving() >= 6, "most " + found.course().mostLiving());
    assertTrue(found.course().living(Course.INTERVALS / 2) >= 6);
    assertTrue(found.course().living(Course.INTERVALS - 1) <= 5);
    assertTrue(found.spawns() > 0);
    assertTrue(found.course().wait(Course.INTERVALS / 3) >= 100 * MS);
  }

  @Test
  void theCapOverAllPoolsHolds() {
    Load load = load(Arrivals.constant(100), ServiceTime.constant(MEAN), 10 * SECOND);
    Findings found = run(Specs.dynamic().max(20).build(), load, new Surroundings(MS, 0, 1000, 3));
    assertEquals(3, found.course().mostLiving());
  }

  @ParameterizedTest
  @EnumSource(
      value = Dispatch.class,
      names = {"REUSE_PORT", "UNREPORTED"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyDispatchServesEverybody(Dispatch dispatch) {
    for (int places : new int[] {1, 8}) {
      Load load = load(Arrivals.poisson(100), ServiceTime.exponential(MEAN), 60 * SECOND);
      PoolSpec spec =
          Specs.dynamic().dispatch(dispatch).concurrency(places).max(20).limits(500, 0).build();
      Findings found = run(spec, load, surroundings(100 * MS, MS / 20));
      assertEquals(0, found.turnedAway() + found.lost());
      assertEquals(found.connections(), found.waits().count());
      assertTrue(found.waiting() <= 10, "still waiting: " + found.waiting());
      assertTrue(found.waits().quantile(0.9) < 100 * MS, "p90 " + found.waits().quantile(0.9));
    }
  }

  @Test
  void aConnectionThatTakesTooLongIsLost() {
    Load load = load(Arrivals.constant(1), ServiceTime.constant(5 * SECOND), 10 * SECOND);
    PoolSpec spec = Specs.dynamic().max(20).connection(0, 1000).build();
    Findings found = run(spec, load, surroundings(0, 0));
    assertTrue(found.lost() >= 6, "lost " + found.lost());
  }

  @ParameterizedTest
  @EnumSource(
      value = Dispatch.class,
      names = {"REUSE_PORT", "UNREPORTED"})
  void whatTheKernelDecidesIsRefused(Dispatch dispatch) {
    Load load = load(Arrivals.constant(1), ServiceTime.constant(MS), SECOND);
    PoolSpec spec = Specs.dynamic().dispatch(dispatch).build();
    assertThrows(IllegalArgumentException.class, () -> run(spec, load, surroundings(300 * MS, 0)));
  }

  @Test
  void childrenThatWouldNeverStartAreRefused() {
    Load load = load(Arrivals.constant(1), ServiceTime.constant(MS), SECOND);
    PoolSpec spec = Specs.dynamic().startTimeout(300).build();
    assertThrows(IllegalArgumentException.class, () -> run(spec, load, surroundings(300 * MS, 0)));
  }

  private static Load load(Arrivals arrivals, ServiceTime service, long duration) {
    return new ModelLoad(arrivals, service, duration, 1);
  }

  private static Surroundings surroundings(long startTime, long message) {
    return new Surroundings(startTime, message, 100_000, 1000);
  }

  private static Findings run(PoolSpec spec, Load load, Surroundings surroundings) {
    return CapacityRun.of(spec, Scaling.SPARES, load, surroundings);
  }
}
