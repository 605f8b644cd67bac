package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What workers count of their own is published with the daemon's metrics. */
class WorkerMetricsTest {
  private static final String JAVA = "{java: io.preforkd.example.Counting}";
  private static final String PYTHON =
      "{command: [python3, @IMAGE@/worker-api/examples/python/count.py]}";
  private static final String TEMPLATE =
      "{template: [perl, @IMAGE@/worker-api/examples/perl/template.pl, @DIR@/gauge.pl]}";
  private static final String BYTES = "demo_sent_bytes_total{kind=\"line\",pool=\"web\"}";
  private static final String ANSWERS = "clock_answers_total{pool=\"web\"}";
  private static final String[] TWO = {"mode: static", "max: 2"};

  /** Says, as it loads, how old its rules are, and then what its children are to say. */
  private static final String GAUGE =
      """
      use POSIX ();
      my $text = '{"metrics":[{"name":"rules_age_seconds","kind":"gauge","value":7},'
          . '{"name":"rules_info","kind":"gauge","labels":{"version":"@VERSION@"},"value":1}]}';
      my $message = pack('aLa', 'm', length $text, "\\n") . $text;
      POSIX::write($ENV{PREFORKD_TEMPLATE}, $message, length $message);
      require '@HELLO@';
      """;

  @RegisterExtension final Stage stage = new Stage();

  private Preforkd daemon;

  @Test
  void sumsOutliveAKillAReloadAndAnUpgrade() throws IOException {
    daemon = stage.start(Workers.web(JAVA, TWO));
    ask(5);
    await(BYTES, 25);
    await("demo_seconds_count{pool=\"web\"}", 5);
    await("demo_generation{pool=\"web\",slot=\"1\"}", 2);
    daemon.idleChild("web", 0).signal("KILL");
    await("demo_generation{pool=\"web\",slot=\"0\"}", 3);
    assertEquals(25, daemon.metrics().value(BYTES));
    stage.control("reload", "--all");
    ask(1);
    await(BYTES, 30);
    stage.control("upgrade");
    assertEquals(30, daemon.metrics().value(BYTES));
    ask(1);
    await(BYTES, 35);
    await("demo_seconds_bucket{pool=\"web\",le=\"+Inf\"}", 7);
    assertEquals(0, daemon.log().count("left out|broke the protocol"));
  }

  @Test
  void aRealClientReadsThemInTheTextOfPrometheus() throws IOException {
    daemon = stage.start(Workers.web(JAVA, TWO));
    ask(1);
    await(BYTES, 5);
    String url = "http://127.0.0.1:" + daemon.port("ADMIN") + "/metrics";
    String text = Finished.run("curl", "-sS", "--max-time", "20", url).output();
    assertTrue(text.contains("# HELP demo_sent_bytes_total Bytes sent back\n"), text);
    assertTrue(text.contains("# TYPE demo_sent_bytes_total counter\n"), text);
    assertTrue(text.contains("# TYPE demo_seconds histogram\n"), text);
    assertTrue(text.contains("# TYPE demo_generation gauge\n"), text);
  }

  @Test
  void aWorkerInPythonCountsToo() throws IOException {
    daemon = stage.start(Workers.web(PYTHON, TWO));
    for (int i = 0; i < 20; i++) {
      assertTrue(Client.to(daemon.port()).readAll().contains(":"));
    }
    await(ANSWERS, 20);
    await("clock_seconds_count{pool=\"web\"}", 20);
    daemon.idleChild("web", 0).signal("KILL");
    daemon.log().await("slot=0 gen=3 pid=\\d+ idle after");
    assertTrue(Client.to(daemon.port()).readAll().contains(":"));
    await(ANSWERS, 21);
    assertEquals(0, daemon.stop());
  }

  @Test
  void aTemplatesGaugesAreThePools() throws IOException {
    writeTemplate("1");
    daemon = stage.launch(Workers.web(TEMPLATE, TWO)).awaitReady();
    await("rules_age_seconds{pool=\"web\"}", 7);
    await("rules_info{pool=\"web\",version=\"1\"}", 1);
    writeTemplate("2");
    stage.control("reload", "--all");
    await("rules_info{pool=\"web\",version=\"2\"}", 1);
    assertFalse(daemon.metrics().has("rules_info{pool=\"web\",version=\"1\"}"));
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  private void writeTemplate(String version) throws IOException {
    String hello = stage.image() + "/worker-api/examples/perl/hello.pl";
    stage.write("gauge.pl", GAUGE.replace("@HELLO@", hello).replace("@VERSION@", version));
  }

  private void ask(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try (Client client = Client.to(daemon.port())) {
        assertEquals("four\n", client.send("four\n").readAll());
      }
    }
  }

  private void await(String series, long value) {
    Patience.until(series + " " + value, () -> daemon.metrics().value(series) == value);
  }
}
