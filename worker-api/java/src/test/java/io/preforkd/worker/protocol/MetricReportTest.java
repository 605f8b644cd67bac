package io.preforkd.worker.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricReportTest {
  private static final Metric COUNTER =
      Metric.of(MetricKind.COUNTER, "demo_requests", "Some \"requests\"", Map.of("a", "é"), 3);
  private static final Metric HISTOGRAM =
      new Metric(
          MetricKind.HISTOGRAM,
          "demo_seconds",
          "",
          Map.of(),
          1.63,
          List.of(0.1, 1.0),
          List.of(2L, 0L, 1L));

  @Test
  void isReadAsItWasWritten() throws ProtocolException {
    MetricReport report =
        MetricReport.of(
            List.of(COUNTER, HISTOGRAM, Metric.of(MetricKind.GAUGE, "demo", "", Map.of(), -1e300)));
    assertEquals(report, MetricReport.parse(report.toJson()));
  }

  @Test
  void isWrittenAsTheProtocolSays() {
    assertEquals(
        "{\"metrics\":[{\"name\":\"demo_seconds\",\"kind\":\"histogram\","
            + "\"buckets\":[0.1, 1.0],\"counts\":[2, 0, 1],\"sum\":1.63}]}",
        MetricReport.of(List.of(HISTOGRAM)).toJson());
  }

  @Test
  void readsWholeNumbersAndStepsOverOtherMembers() throws ProtocolException {
    Metric expected =
        new Metric(
            MetricKind.HISTOGRAM, "x", "", Map.of(), 2, List.of(1.0, 2.0), List.of(1L, 0L, 0L));
    MetricReport report =
        MetricReport.parse(
            "{\"more\":1,\"metrics\":[{\"name\":\"x\",\"kind\":\"histogram\",\"buckets\":[1,2],"
                + "\"counts\":[1,0,0],\"sum\":2,\"unit\":\"s\"}]}");
    assertEquals(MetricReport.of(List.of(expected)), report);
  }

  @Test
  void takesLongNumbersForAboutSoMuch() throws ProtocolException {
    MetricReport report =
        MetricReport.parse(
            "{\"metrics\":[{\"name\":\"x\",\"kind\":\"gauge\",\"value\":-100000000000000000000}]}");
    assertEquals(-1e20, report.metrics().get(0).value());
  }

  @Test
  void leavesOutWhatIsNoTextAndLabelsWithoutAValue() throws ProtocolException {
    MetricReport report =
        MetricReport.parse(
            "{\"metrics\":[{\"name\":\"x\",\"kind\":\"gauge\",\"value\":1,\"labels\":{\"a\":\"\\ud800\"}},"
                + "{\"name\":\"y\",\"kind\":\"gauge\",\"value\":1,\"labels\":{\"a\":\"\",\"b\":\"1\"}}]}");
    assertEquals("the value of its label a is no Unicode text", report.refused().get(0).why());
    assertEquals(Map.of("b", "1"), report.metrics().get(0).labels());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Demo    | {} | 1 | its name is not [a-z][a-z0-9_]* of up to 128 characters",
        "jvm_x   | {} | 1 | names that begin with jvm_ are taken",
        "preforkd_x | {} | 1 | names that begin with preforkd_ are taken",
        "x_total | {} | 1 | a name that ends in _total would be taken for another's",
        "x_info  | {} | 1 | a name that ends in _info is a gauge's",
        "x | {\"Ä\":\"1\"} | 1 | a label's name is not [a-z_][a-z0-9_]*, or begins with __",
        "x | {\"__x\":\"1\"} | 1 | a label's name is not [a-z_][a-z0-9_]*, or begins with __",
        "x | {\"pool\":\"1\"} | 1 | a label may not be called pool",
        "x | {} | -1 | what is counted or summed is not from 0",
        "x | {} | 1e999 | what is counted or summed is not from 0"
      })
  void leavesOutWhatPrometheusWouldNotTake(String name, String labels, String value, String why)
      throws ProtocolException {
    String bad =
        "{\"name\":\"%s\",\"kind\":\"counter\",\"labels\":%s,\"value\":%s}"
            .formatted(name, labels, value);
    assertRefused(bad, name, why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gauge     | \"value\":1e999 | its value is no finite number",
        "sum       | \"value\":1 | its kind is not counter, gauge or histogram",
        "histogram | \"buckets\":[],\"counts\":[0],\"sum\":0 | it has not 1 to 32 buckets",
        "histogram | \"buckets\":[2,1],\"counts\":[0,0,0],\"sum\":0 | its buckets are not finite and ascending",
        "histogram | \"buckets\":[1],\"counts\":[1],\"sum\":0 | it has not one count for each bucket and one for what is above",
        "histogram | \"buckets\":[1],\"counts\":[1,-1],\"sum\":0 | a count is not from 0 to 4294967296",
        "histogram | \"buckets\":[1],\"counts\":[1,1],\"sum\":-1 | what is counted or summed is not from 0"
      })
  void leavesOutWhatIsNoMetric(String kind, String members, String why) throws ProtocolException {
    assertRefused("{\"name\":\"x\",\"kind\":\"%s\",%s}".formatted(kind, members), "x", why);
  }

  /** Those beside it count. */
  private static void assertRefused(String bad, String name, String why) throws ProtocolException {
    MetricReport report =
        MetricReport.parse("{\"metrics\":[" + bad + "," + COUNTER.toJson() + "]}");
    assertEquals(List.of(COUNTER), report.metrics());
    assertEquals(List.of(new MetricReport.Refused(name, why)), report.refused());
  }

  @Test
  void aLabelIsNotTooLongAndThereAreNotTooMany() throws ProtocolException {
    String long129 = "{\"a\":\"" + "x".repeat(129) + "\"}";
    assertRefused(
        "{\"name\":\"x\",\"kind\":\"counter\",\"labels\":" + long129 + ",\"value\":1}",
        "x",
        "the value of its label a has more than 128 characters");
    String nine =
        "{'a':'1','b':'1','c':'1','d':'1','e':'1','f':'1','g':'1','h':'1','i':'1'}"
            .replace('\'', '"');
    assertRefused(
        "{\"name\":\"x\",\"kind\":\"counter\",\"labels\":" + nine + ",\"value\":1}",
        "x",
        "it has more than 8 labels");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"metrics\":{}}",
        "{\"metrics\":[1]}",
        "{\"metrics\":[{\"name\":\"x\",\"kind\":\"counter\"}]}",
        "{\"metrics\":[{\"name\":\"x\",\"kind\":\"counter\",\"value\":\"1\"}]}",
        "{\"metrics\":[{\"name\":7,\"kind\":\"counter\",\"value\":1}]}",
        "{\"metrics\":[{\"name\":\"x\",\"kind\":\"counter\",\"value\":1,\"labels\":[]}]}",
        "{\"metrics\":[{\"name\":\"x\",\"kind\":\"histogram\",\"buckets\":[1],\"counts\":[0.5,1],\"sum\":1}]}"
      })
  void refusesWhatHasAnotherShape(String json) {
    assertThrows(ProtocolException.class, () -> MetricReport.parse(json));
  }
}
