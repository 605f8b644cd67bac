package io.preforkd.worker.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.worker.Metrics.Counter;
import io.preforkd.worker.Metrics.Gauge;
import io.preforkd.worker.Metrics.Histogram;
import io.preforkd.worker.protocol.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetersTest {
  private static final int ALL = Integer.MAX_VALUE;

  private final AtomicInteger changes = new AtomicInteger();
  private final Meters meters = new Meters(changes::incrementAndGet);

  @Test
  void tellsOfACounterWhatWasAddedSinceTheLastTime() {
    Counter counter = meters.counter("demo", "Help", "a", "b");
    counter.increment();
    counter.add(2.5);
    assertEquals(
        "{\"metrics\":[{\"name\":\"demo\",\"kind\":\"counter\",\"help\":\"Help\","
            + "\"labels\":{\"a\":\"b\"},\"value\":3.5}]}",
        meters.take(ALL).toJson());
    counter.increment();
    assertEquals(1, meters.take(ALL).metrics().get(0).value());
  }

  @Test
  void tellsNothingOfWhatHasNotChanged() {
    Counter one = meters.counter("one", "");
    meters.counter("other", "");
    assertFalse(meters.isPending());
    one.increment();
    assertTrue(meters.isPending());
    assertEquals(1, meters.take(ALL).metrics().size());
    assertFalse(meters.isPending());
    assertEquals(List.of(), meters.take(ALL).metrics());
  }

  @Test
  void tellsOfAGaugeTheLastValue() {
    Gauge gauge = meters.gauge("demo_bytes", "");
    gauge.set(7);
    gauge.set(-8);
    assertEquals(-8, meters.take(ALL).metrics().get(0).value());
  }

  @Test
  void tellsOfAHistogramItsBuckets() {
    Histogram histogram = meters.histogram("demo_seconds", "", new double[] {1, 10});
    for (double value : new double[] {0, 1, 1.5, 10, 11}) {
      histogram.observe(value);
    }
    Metric told = meters.take(ALL).metrics().get(0);
    assertEquals(List.of(2L, 2L, 1L), told.counts());
    assertEquals(23.5, told.value());
    histogram.observe(2);
    assertEquals(List.of(0L, 1L, 0L), meters.take(ALL).metrics().get(0).counts());
  }

  @Test
  void isToldOnceThatThereIsSomethingToTell() {
    Counter counter = meters.counter("demo", "");
    counter.increment();
    counter.increment();
    meters.counter("other", "").increment();
    assertEquals(1, changes.get());
    meters.take(ALL);
    counter.increment();
    assertEquals(2, changes.get());
  }

  @Test
  void leavesForTheNextReportWhatDoesNotFit() {
    for (int i = 0; i < 10; i++) {
      meters.counter("demo", "", "n", Integer.toString(i)).increment();
    }
    List<Metric> all = new ArrayList<>();
    int reports = 0;
    while (meters.isPending()) {
      all.addAll(meters.take(200).metrics());
      reports++;
    }
    assertEquals(10, all.size());
    assertTrue(reports > 1, reports + " reports");
  }

  @Test
  void givesTheSameSeriesForTheSameLabels() {
    assertSame(
        meters.counter("demo", "", "a", "1", "b", "2"),
        meters.counter("demo", "", "b", "2", "a", "1"));
  }

  @Test
  void refusesWhatMayNotBe() {
    meters.counter("demo", "");
    assertThrows(IllegalArgumentException.class, () -> meters.gauge("demo", ""));
    assertThrows(IllegalArgumentException.class, () -> meters.counter("demo_total", ""));
    assertThrows(IllegalArgumentException.class, () -> meters.counter("demo", "", "pool", "x"));
    assertThrows(IllegalArgumentException.class, () -> meters.counter("demo", "", "odd"));
    assertThrows(IllegalArgumentException.class, () -> meters.counter("demo", "").add(-1));
    assertThrows(IllegalArgumentException.class, () -> meters.gauge("level", "").set(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> meters.gauge("demo_info", "").set(2));
  }

  @Test
  void losesNothingOfManyThreads() throws InterruptedException {
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(i -> new Thread(() -> countTo(10_000)))
            .peek(Thread::start)
            .toList();
    double sum = 0;
    while (threads.stream().anyMatch(Thread::isAlive)) {
      sum += taken();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(40_000, sum + taken());
  }

  private void countTo(int most) {
    for (int i = 0; i < most; i++) {
      meters.counter("demo", "").increment();
    }
  }

  private double taken() {
    return meters.take(ALL).metrics().stream().mapToDouble(Metric::value).sum();
  }
}
