package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Metrics;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What spamd publishes of mails and clients: the real engine, asked by the real spamc. */
class SpamdMetricsTest {
  private static final int SPAM = 1;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final byte[] STRANGER = {127, 0, 0, 2};
  private static final String SPAMMY = Engine.HAM.replace("Subject: hello", "Subject: cheap");

  @RegisterExtension final Stage stage = new Stage();

  private RealSpamd spamd;
  private Preforkd daemon;

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
    spamd = new RealSpamd(stage);
  }

  private void start(String... more) throws IOException {
    daemon = spamd.start(more);
  }

  private Finished spamc(String mail, String options) throws IOException {
    return Engine.spamc(stage, mail, "-d 127.0.0.1 -p " + daemon.port() + " -u ann " + options);
  }

  /** A series with one label at most, in the order in which Prometheus shows them. */
  private static String series(String name, String... label) {
    Map<String, String> labels = new TreeMap<>(Map.of("pool", "spamd"));
    if (label.length > 0) {
      labels.put(label[0], label[1]);
    }
    return labels.entrySet().stream()
        .map(entry -> entry.getKey() + "=\"" + entry.getValue() + "\"")
        .collect(Collectors.joining(",", "spamd_" + name + "{", "}"));
  }

  private static String requests(String command, String code) {
    return "spamd_requests_total{code=\"%s\",command=\"%s\",pool=\"spamd\"}"
        .formatted(code, command);
  }

  private void await(String series, long value) {
    Patience.until(series + " " + value, () -> daemon.metrics().value(series) == value);
  }

  @Test
  void everyMailIsCountedOnce() throws IOException {
    start();
    assertEquals(0, daemon.metrics().value(requests("check", "79")));
    assertTrue(daemon.metrics().has(requests("check", "79")), "a rate begins at 0");
    assertTrue(spamc(Engine.HAM, "-L ham").output().contains("successfully un/learned"));
    assertEquals(SPAM, spamc(SPAMMY, "-c").exitCode());
    assertEquals(0, spamc(Engine.HAM, "-c").exitCode());
    assertEquals(0, spamc(Engine.HAM, "-c").exitCode());
    assertEquals(0, spamc(SPAMMY, "").exitCode());
    assertEquals(0, spamc("", "-K").exitCode());
    await(requests("check", "0"), 3);
    await(requests("process", "0"), 1);
    await(requests("tell", "0"), 1);
    await(requests("ping", "0"), 1);
    Metrics metrics = daemon.metrics();
    assertEquals(2, metrics.value(series("verdicts_total", "verdict", "spam")));
    assertEquals(2, metrics.value(series("verdicts_total", "verdict", "ham")));
    assertEquals(1, metrics.value(series("learned_total", "what", "ham")));
    assertEquals(0, metrics.value(series("learned_total", "what", "spam")));
    assertEquals(3, metrics.value(series("scan_seconds_count", "command", "check")));
    assertEquals(1, metrics.value(series("scan_seconds_count", "command", "process")));
    assertEquals(5, metrics.value(series("message_bytes_count")));
    int bytes = 3 * Engine.HAM.length() + 2 * SPAMMY.length();
    assertEquals(bytes, metrics.value(series("message_bytes_sum")));
    assertEquals(0, metrics.value(series("unanswered_total")));
    long child = Long.parseLong(daemon.log().await("spawned child process, pid (\\d+)").group(1));
    new ProcessView(child).signal("KILL");
    daemon.log().await("child pid \\[" + child + "\\] due to SIGCHLD: KILLED");
    assertEquals(3, daemon.metrics().value(requests("check", "0")));
    assertEquals(0, daemon.log().count("left out|broke the protocol"));
  }

  @Test
  void whoeverIsRefusedIsCountedByTheReason() throws IOException {
    start(RealSpamd.withTls());
    assertEquals("SPAMD/1.0 76 Bad header line: FOO\r\n", ask("FOO\r\n"));
    String check = "CHECK SPAMC/1.5\r\n";
    assertTrue(ask(check + "X: y\r\n".repeat(256) + "\r\n").contains(" 76 "));
    assertTrue(ask(check + "Compress: zlib\r\nContent-length: 3\r\n\r\nabc").contains(" 69 "));
    assertTrue(ask("SKIP SPAMC/1.2\r\n").isEmpty());
    comeAsAStranger();
    try (Client plain = Client.to(daemon.port("TLS"))) {
      plain.send("PING SPAMC/1.2\r\n").end();
      await(series("refused_total", "reason", "tls"), 1);
    }
    await(series("refused_total", "reason", "acl"), 1);
    await(series("refused_total", "reason", "limit"), 1);
    await(requests("none", "76"), 1);
    await(requests("check", "76"), 1);
    await(requests("check", "69"), 1);
    await(requests("skip", "none"), 1);
    Metrics metrics = daemon.metrics();
    assertEquals(0, metrics.value(series("unanswered_total")));
    assertEquals(0, metrics.value(requests("none", "none")));
    long end = metrics.value(series("certificate_expiry_timestamp_seconds"));
    long left = end - Instant.now().getEpochSecond();
    long twoDays = Duration.ofDays(2).toSeconds();
    assertTrue(left > twoDays / 2 && left <= twoDays, "expires in " + left + " s");
  }

  private String ask(String request) throws IOException {
    return Engine.ask(daemon.port(), request);
  }

  /** From an address that --allowed-ips does not have. */
  private void comeAsAStranger() throws IOException {
    InetAddress own = InetAddress.getByAddress(STRANGER);
    try (Socket socket = new Socket(InetAddress.getByAddress(LOOPBACK), daemon.port(), own, 0)) {
      socket.setSoTimeout((int) Patience.LIMIT.toMillis());
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void whoeverIsTooSlowIsCounted() throws IOException {
    start("-T", "1");
    try (Client silent = Client.to(daemon.port())) {
      assertTrue(silent.send("CHECK SPAMC/1.5\r\n").readAll().contains(" 79 Timeout: (1 second"));
    }
    await(requests("check", "79"), 1);
  }

  @Test
  void aPortCheckHasAskedForNothing() throws IOException {
    start();
    try (Client check = Client.to(daemon.port())) {
      check.reset();
    }
    await(requests("none", "none"), 1);
    assertEquals(0, daemon.metrics().value(series("unanswered_total")));
  }

  @Test
  void whoeverGetsNoReplyIsCounted() throws IOException {
    String pool = Engine.pool("--paranoid").replace("name: web", "name: spamd");
    daemon = Engine.start(stage, pool);
    assertEquals("", ask(Engine.request("CHECK SPAMC/1.5", "User: nosuch\r\n", Engine.HAM)));
    await(series("unanswered_total"), 1);
    await(requests("check", "none"), 1);
  }

  @Test
  void aClientThatSaysNothingIsRefused() throws IOException {
    List<String> keys = List.of("mode: static", "max: 2", "first-byte-timeout: 1s");
    daemon = Engine.start(stage, Engine.pool(keys).replace("name: web", "name: spamd"));
    try (Client silent = Client.to(daemon.port())) {
      assertEquals("", silent.readAll());
    }
    await(series("refused_total", "reason", "limit"), 1);
    assertEquals(0, daemon.metrics().value(series("unanswered_total")));
  }

  @Test
  void theRulesInForceHaveTheirVersionAndAge() throws IOException {
    start();
    String channel = "updates_spamassassin_org";
    String before = "spamd_rules_info{channel=\"" + channel + "\",pool=\"spamd\",version=\"17\"}";
    String after = before.replace("17", "18");
    await(before, 1);
    await(series("rules_timestamp_seconds", "channel", channel), 17);
    String version = Engine.version();
    assertTrue(
        daemon.metrics().has("spamd_engine_info{pool=\"spamd\",version=\"" + version + "\"}"));
    spamd.writeRules(18);
    daemon.signal("HUP");
    await(after, 1);
    await(series("rules_timestamp_seconds", "channel", channel), 18);
    assertFalse(daemon.metrics().has(before));
    await(starts("opening"), 1);
    await(starts("reload"), 1);
  }

  private static String starts(String reason) {
    return "preforkd_pool_template_starts_total{pool=\"spamd\",reason=\"" + reason + "\"}";
  }

  @Test
  void aTemplateThatDiesIsCountedWhenTheNextIsStarted() throws IOException {
    daemon = Engine.start(stage, Engine.pool().replace("name: web", "name: spamd"));
    String template = daemon.log().await("template pid=(\\d+) started").group(1);
    new ProcessView(Long.parseLong(template)).signal("KILL");
    daemon.log().await("template pid=" + template + " ended: SIGKILL");
    String child = daemon.log().await("slot=0 gen=1 pid=(\\d+) idle after").group(1);
    new ProcessView(Long.parseLong(child)).signal("KILL");
    await(starts("died"), 1);
    await(starts("opening"), 1);
  }

  @Test
  void theFrontEndInJavaHasTheSameNames() throws IOException {
    daemon =
        stage.start(
            Files.readString(Image.root().resolve("config/spamd.yaml"))
                .replace("127.0.0.1:7830", "127.0.0.1:@PORT@")
                .replace("127.0.0.1:9783", "127.0.0.1:@ADMIN@"));
    assertEquals(0, spamc(Engine.HAM, "-c").exitCode());
    assertEquals(SPAM, spamc(Engine.SPAM, "-c").exitCode());
    assertEquals("SPAMD/1.0 76 Bad header line: FOO\r\n", ask("FOO\r\n"));
    await(requests("check", "0"), 2);
    await(requests("none", "76"), 1);
    Metrics metrics = daemon.metrics();
    assertEquals(1, metrics.value(series("verdicts_total", "verdict", "spam")));
    assertEquals(1, metrics.value(series("verdicts_total", "verdict", "ham")));
    assertEquals(2, metrics.value(series("scan_seconds_count", "command", "check")));
    assertEquals(2, metrics.value(series("message_bytes_count")));
    assertTrue(metrics.has(series("unanswered_total")));
    assertEquals(0, daemon.log().count("left out"));
  }
}
