package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Admin;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real HAProxy before two daemons, which follows what their agent check says. */
@Tag("once")
class HaproxyTest {
  private static final String DAEMON =
      "admin: {listen: '127.0.0.1:@ADMIN@', agent-check: '127.0.0.1:@AGENT@'}\n"
          + "control: off\ndrain-delay: 3s\npools:\n"
          + Workers.pool("web", "127.0.0.1:@PORT@", Workers.PERL, "mode: static", "max: 4");

  /** What the document says of the status page, to its end. */
  private static final Pattern RECIPE =
      Pattern.compile("(?m)^ {4}listen preforkd-status\\R( .*\\R)+");

  private static final String HAPROXY =
      """
      global
        stats socket %s mode 600 level operator
      defaults
        mode tcp
        timeout connect 5s
        timeout client 30s
        timeout server 30s
      frontend door
        bind 127.0.0.1:%d
        default_backend web
      backend web
        balance roundrobin
        server a 127.0.0.1:%d weight 100 agent-check agent-port %d agent-inter 100ms agent-send "web\\n"
        server b 127.0.0.1:%d weight 100 agent-check agent-port %d agent-inter 500ms
      """;

  @RegisterExtension final Stage stage = new Stage();
  private Preforkd a;
  private Preforkd b;
  private Process haproxy;
  private Path stats;
  private int door;
  private int page;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Finished.hasProgram("haproxy"), "haproxy is missing");
    a = stage.start(DAEMON);
    b = stage.start(DAEMON);
    stats = stage.folder().resolve("haproxy.sock");
    door = stage.freePort();
    page = stage.freePort();
    String text =
        HAPROXY.formatted(stats, door, a.port(), a.port("AGENT"), b.port(), b.port("AGENT"));
    Path config = stage.write("haproxy.cfg", text + recipe());
    Path log = stage.folder().resolve("haproxy.log");
    haproxy =
        new ProcessBuilder("haproxy", "-db", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Patience.until("an answer of haproxy", () -> Client.answers(door));
  }

  private String recipe() throws IOException {
    String document = Files.readString(Image.root().resolve("ops/docs/operations.md"));
    return found(document)
        .replace("10.0.0.11:8783", "127.0.0.1:" + page)
        .replace("127.0.0.1:9783", "127.0.0.1:" + a.port("ADMIN"));
  }

  private static String found(String document) {
    Matcher recipe = RECIPE.matcher(document);
    assertTrue(recipe.find(), "the document has no recipe");
    return recipe.group();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (haproxy != null) {
      haproxy.destroy();
      haproxy.waitFor();
    }
  }

  @Test
  void theWeightIsWhatIsToSpare() throws IOException {
    awaitStatus("a", "weight", "100");
    List<Client> held = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      held.add(Client.holding(a.port()));
    }
    awaitStatus("a", "weight", "25");
    awaitStatus("b", "weight", "100");
    held.add(Client.holding(a.port()));
    awaitStatus("a", "weight", "1");
    for (Client client : held) {
      client.finish();
      client.close();
    }
    awaitStatus("a", "weight", "100");
  }

  @Test
  void aDaemonThatDrainsGetsNobodyAndNobodyFails() throws IOException {
    try (Load load = Load.of(3, () -> Client.to(door))) {
      load.awaitServed(100);
      b.signal("TERM");
      awaitStatus("b", "status", "DRAIN (agent)");
      assertEquals(0, b.exitCode());
      load.awaitServed(100);
      assertEquals(List.of(), load.stop().failures());
    }
  }

  @Test
  void theStatusPageBehindTheDocumentedProxyHasNoConfiguration() throws IOException {
    String near = Admin.at(a.port("ADMIN")).get("/status?json").body();
    assertTrue(near.contains("\"config\":[\""), near);
    try (Client client = Client.to(page)) {
      String answer =
          client
              .send("GET /status?json HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")
              .readAll();
      assertTrue(answer.contains("\"config\":[],\"config-withheld\":"), answer);
    }
  }

  private void awaitStatus(String server, String column, String value) {
    Patience.until(
        "server " + server + " with " + column + "=" + value,
        () -> column(server, column).equals(value));
  }

  /** What HAProxy's statistics have of a server. */
  private String column(String server, String column) {
    try (Client client = Client.to(stats)) {
      List<String> rows = client.send("show stat\n").readAll().lines().toList();
      int index = Arrays.asList(rows.get(0).substring(2).split(",", -1)).indexOf(column);
      return rows.stream()
          .filter(row -> row.startsWith("web," + server + ","))
          .map(row -> row.split(",", -1)[index])
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
