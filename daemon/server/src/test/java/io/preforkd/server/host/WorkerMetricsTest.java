package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.child.ChildId;
import io.preforkd.server.testing.CaughtLog;
import io.preforkd.worker.protocol.Metric;
import io.preforkd.worker.protocol.MetricKind;
import io.preforkd.worker.protocol.MetricReport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WorkerMetricsTest {
  private static final ChildId OLD = new ChildId("web", 0, 1, 100);
  private static final ChildId YOUNG = new ChildId("web", 0, 2, 101);
  private static final ChildId OTHER = new ChildId("web", 1, 3, 102);

  private final MetricNames names = new MetricNames();
  private final WorkerMetrics metrics = new WorkerMetrics("web", names);

  @Test
  void sumsWhatChildrenCountAndKeepsItWhenTheyDie() {
    metrics.measured(OLD, counter("demo", 2));
    metrics.measured(OTHER, counter("demo", 3));
    metrics.ended(OLD);
    metrics.measured(YOUNG, counter("demo", 4));
    assertPublished("demo{} 9.0");
  }

  @Test
  void sumsTheBucketsOfHistograms() {
    metrics.measured(OLD, histogram(List.of(1.0, 2.0), 1, 2, 3));
    metrics.measured(OTHER, histogram(List.of(1.0, 2.0), 10, 20, 30));
    assertPublished("demo_seconds{} 14.0 [1.0, 2.0] [11, 22, 33]");
  }

  @Test
  void countsWhatComesWithOtherBoundsInTheNextBucketAbove() {
    metrics.measured(OLD, histogram(List.of(1.0, 4.0), 1, 1, 1));
    metrics.measured(OLD, histogram(List.of(1.0, 2.0, 5.0), 10, 20, 30, 40));
    assertPublished("demo_seconds{} 14.0 [1.0, 4.0] [11, 21, 71]");
  }

  @Test
  void givesAChildsGaugeItsSlotAndForgetsItWithTheChild() {
    metrics.measured(OLD, gauge("level", 1));
    metrics.measured(OTHER, gauge("level", 2));
    metrics.measured(OTHER, gauge("level", 3));
    assertPublished("level{slot=0} 1.0", "level{slot=1} 3.0");
    metrics.ended(OLD);
    assertPublished("level{slot=1} 3.0");
  }

  @Test
  void believesTheYoungerOfTwoEditionsChildrenInOneSlot() {
    metrics.measured(YOUNG, gauge("level", 2));
    metrics.measured(OLD, gauge("level", 1));
    assertPublished("level{slot=0} 2.0");
    metrics.ended(YOUNG);
    assertPublished("level{slot=0} 1.0");
  }

  @Test
  void takesATemplatesGaugesForThePoolsUntilAnotherSpeaks() {
    metrics.measured(50, gauge("level", 1));
    metrics.measured(50, gauge("demo_info", 1, "version", "4"));
    metrics.templateEnded(50);
    assertPublished("demo_info{version=4} 1.0", "level{} 1.0");
    metrics.measured(51, gauge("demo_info", 1, "version", "5"));
    assertPublished("demo_info{version=5} 1.0");
  }

  @Test
  void believesTheOldTemplateWhenTheNewOneHasNotBeenOfUse() {
    metrics.measured(50, gauge("level", 1));
    metrics.measured(51, gauge("level", 2));
    assertPublished("level{} 2.0");
    metrics.templateEnded(51);
    assertPublished("level{} 1.0");
  }

  @Test
  void goesOnWithAllThatAnotherProgramKnew() {
    metrics.measured(OLD, counter("demo", 2));
    metrics.measured(OLD, histogram(List.of(1.0, 2.0), 1, 2, 3));
    metrics.measured(OTHER, gauge("level", 3));
    metrics.measured(50, gauge("age", 7));
    WorkerMetrics next = new WorkerMetrics("web", new MetricNames());
    next.goOnWith(metrics.state());
    assertEquals(published(metrics), published(next));
    next.measured(OLD, counter("demo", 1));
    next.ended(OTHER);
    next.measured(51, gauge("other_age", 8));
    assertEquals(
        Set.of("demo{} 3.0", "demo_seconds{} 7.0 [1.0, 2.0] [1, 2, 3]", "other_age{} 8.0"),
        published(next));
  }

  @Test
  void aNameHasOneKindInAllPools() {
    WorkerMetrics mail = new WorkerMetrics("mail", names);
    try (CaughtLog log = new CaughtLog("preforkd")) {
      metrics.measured(OLD, counter("demo", 1));
      mail.measured(new ChildId("mail", 0, 1, 200), counter("demo", 5));
      mail.measured(new ChildId("mail", 0, 1, 200), gauge("demo", 5));
      metrics.measured(OLD, gauge("demo_info", 1));
      List<String> all = log.all();
      assertTrue(
          all.contains(
              "WARN pool=mail slot=0 gen=1 pid=200 tells of the metric \"demo\", which is left out: it"
                  + " is of the kind counter already, here or in another pool; rename it"),
          all.toString());
      assertEquals(1, count(all, "the metric \"demo_info\", which is left out"));
    }
    assertPublished("demo{} 1.0");
    assertEquals(Set.of("demo{} 5.0"), published(mail));
  }

  @Test
  void hasNoMoreSeriesThanItMayAndSaysSoOnce() {
    try (CaughtLog log = new CaughtLog("preforkd")) {
      for (int i = 0; i < 3 * WorkerMetrics.MOST; i++) {
        metrics.measured(OLD, counter("demo", 1, "n", Integer.toString(i)));
      }
      metrics.measured(OLD, counter("demo", 1, "n", "0"));
      assertEquals(1, count(log.all(), "pool web has 1000 series already, and gets no more"));
    }
    assertEquals(WorkerMetrics.MOST, metrics.published().size());
    assertTrue(published(metrics).contains("demo{n=0} 2.0"));
  }

  @Test
  void aHistogramTakesAsMuchRoomAsItsLinesAndNoSumIsInfinite() {
    List<Double> bounds = List.of(1.0, 2.0);
    for (int i = 0; i < WorkerMetrics.MOST; i++) {
      Map<String, String> labels = Map.of("n", Integer.toString(i));
      MetricKind kind = MetricKind.HISTOGRAM;
      metrics.measured(
          OLD,
          MetricReport.of(
              List.of(new Metric(kind, "demo", "", labels, 1e308, bounds, List.of(1L, 0L, 0L)))));
    }
    metrics.measured(OLD, counter("more", 1));
    assertEquals(WorkerMetrics.MOST / 5, metrics.published().size());
    Metric first = metrics.published().get(0);
    metrics.measured(OLD, MetricReport.of(List.of(first.with(1e308, List.of(1L, 0L, 0L)))));
    assertTrue(metrics.published().stream().allMatch(one -> Double.isFinite(one.value())));
  }

  @Test
  void namesThatComeAndGoAreLimitedToo() {
    for (int i = 0; i < 3 * WorkerMetrics.MOST; i++) {
      ChildId child = new ChildId("web", 0, i, 100 + i);
      metrics.measured(child, gauge("demo" + i, 1));
      metrics.ended(child);
    }
    metrics.measured(OLD, gauge("one_more", 1));
    assertPublished();
    metrics.measured(OLD, gauge("demo0", 1));
    assertPublished("demo0{slot=0} 1.0");
  }

  @Test
  void logsAFewReasonsUntilTheNextReload() {
    try (CaughtLog log = new CaughtLog("preforkd")) {
      for (int i = 0; i < 100; i++) {
        metrics.measured(OLD, refused("Bad\n" + i));
        metrics.measured(OLD, refused("Bad\n" + i));
      }
      List<String> all = log.all();
      assertEquals(16, count(all, "which is left out: why"));
      assertEquals(1, count(all, "further ones are logged after the next reload"));
      assertTrue(all.get(15).contains("\"Bad?15\""), all.get(15));
      metrics.startAnew();
      metrics.measured(OLD, refused("Bad"));
      assertEquals(1, count(log.all(), "which is left out: why"));
    }
  }

  private static long count(List<String> lines, String part) {
    return lines.stream().filter(line -> line.contains(part)).count();
  }

  private static MetricReport refused(String name) {
    return new MetricReport(List.of(), List.of(new MetricReport.Refused(name, "why")));
  }

  private static MetricReport counter(String name, double value, String... label) {
    return MetricReport.of(List.of(Metric.of(MetricKind.COUNTER, name, "", labels(label), value)));
  }

  private static MetricReport gauge(String name, double value, String... label) {
    return MetricReport.of(List.of(Metric.of(MetricKind.GAUGE, name, "", labels(label), value)));
  }

  private static Map<String, String> labels(String... label) {
    return label.length == 0 ? Map.of() : Map.of(label[0], label[1]);
  }

  private static MetricReport histogram(List<Double> buckets, long... counts) {
    List<Long> all = java.util.Arrays.stream(counts).boxed().toList();
    return MetricReport.of(
        List.of(new Metric(MetricKind.HISTOGRAM, "demo_seconds", "", Map.of(), 7, buckets, all)));
  }

  private void assertPublished(String... expected) {
    assertEquals(new TreeSet<>(Set.of(expected)), published(metrics));
  }

  private static Set<String> published(WorkerMetrics metrics) {
    return metrics.published().stream()
        .map(WorkerMetricsTest::words)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String words(Metric metric) {
    String value = metric.name() + metric.labels() + " " + metric.value();
    return metric.buckets().isEmpty()
        ? value
        : value + " " + metric.buckets() + " " + metric.counts();
  }
}
