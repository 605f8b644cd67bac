package io.preforkd.pool.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.preforkd.pool.model.Arrivals.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ModelLoadTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1000 * MS;
  private static final int MANY = 100_000;

  @Test
  void poissonHasItsRateAndAsMuchChance() {
    List<Connection> all = load(Arrivals.poisson(50), 2000 * SECOND, 1);
    assertEquals(100_000, all.size(), 1000);
    double[] gaps = new double[all.size() - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = all.get(i + 1).at() - all.get(i).at();
    }
    double mean = Arrays.stream(gaps).average().orElseThrow();
    double squares = Arrays.stream(gaps).map(gap -> (gap - mean) * (gap - mean)).sum();
    assertEquals(1, Math.sqrt(squares / gaps.length) / mean, 0.02);
  }

  @Test
  void constantIsEven() {
    List<Connection> all = load(Arrivals.constant(4), SECOND, 1);
    assertEquals(List.of(250 * MS, 500 * MS, 750 * MS), all.stream().map(Connection::at).toList());
  }

  @Test
  void stepsFollowEachOtherAndBeginAgain() {
    List<Step> steps =
        List.of(new Step(100, 60 * SECOND), new Step(0, 30 * SECOND), new Step(10, 30 * SECOND));
    Arrivals arrivals = new Arrivals(steps, true);
    assertEquals(120 * SECOND, arrivals.period());
    List<Connection> all = load(arrivals, 1200 * SECOND, 1);
    assertEquals(60_000.0, (double) within(all, 0, 60), 1000);
    assertEquals(0, within(all, 60, 90));
    assertEquals(3000.0, (double) within(all, 90, 120), 250);
  }

  private static long within(List<Connection> all, long from, long to) {
    return all.stream()
        .mapToLong(connection -> connection.at() % (120 * SECOND))
        .filter(at -> at >= from * SECOND && at < to * SECOND)
        .count();
  }

  @Test
  void ratesMustLetSomebodyCome() {
    assertThrows(IllegalArgumentException.class, () -> Arrivals.poisson(0));
    assertThrows(IllegalArgumentException.class, () -> new Step(-1, SECOND));
    assertThrows(IllegalArgumentException.class, () -> new Step(1, 0));
  }

  @Test
  void oneSeedIsOneLoad() {
    Arrivals arrivals = Arrivals.poisson(100);
    assertEquals(load(arrivals, 10 * SECOND, 7), load(arrivals, 10 * SECOND, 7));
    assertNotEquals(load(arrivals, 10 * SECOND, 7), load(arrivals, 10 * SECOND, 8));
  }

  @Test
  void endsWithTheDuration() {
    Iterator<Connection> all =
        new ModelLoad(Arrivals.constant(4), ServiceTime.constant(1), SECOND / 2, 1).connections();
    all.next();
    assertFalse(all.hasNext());
    assertThrows(NoSuchElementException.class, all::next);
  }

  @Test
  void serviceTimesAreAsTheirNumbersSay() {
    assertEquals(50 * MS, drawn(ServiceTime.constant(50 * MS))[MANY / 2]);
    long[] exponential = drawn(ServiceTime.exponential(50 * MS));
    assertEquals(50.0, LongStream.of(exponential).average().orElseThrow() / MS, 0.5);
    assertEquals(50 * Math.log(2), (double) exponential[MANY / 2] / MS, 0.7);
    long[] lognormal = drawn(ServiceTime.lognormal(50 * MS, 400 * MS));
    assertEquals(50.0, (double) lognormal[MANY / 2] / MS, 1);
    assertEquals(400.0, (double) lognormal[MANY * 99 / 100] / MS, 16);
  }

  @Test
  void aPercentileIsNotBelowTheMedian() {
    assertThrows(IllegalArgumentException.class, () -> ServiceTime.lognormal(2 * MS, MS));
    assertThrows(IllegalArgumentException.class, () -> ServiceTime.lognormal(0, MS));
  }

  /** In the order of their lengths. */
  private static long[] drawn(ServiceTime service) {
    Random dice = new Random(1);
    return LongStream.generate(() -> service.draw(dice)).limit(MANY).sorted().toArray();
  }

  private static List<Connection> load(Arrivals arrivals, long duration, long seed) {
    List<Connection> all = new ArrayList<>();
    new ModelLoad(arrivals, ServiceTime.exponential(MS), duration, seed)
        .connections()
        .forEachRemaining(all::add);
    return all;
  }
}
