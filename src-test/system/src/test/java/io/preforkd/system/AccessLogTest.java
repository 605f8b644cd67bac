package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A line for each connection, no more and no fewer. */
class AccessLogTest {
  private static final String LOG =
      "access-log: {to: '@DIR@/access.log', format: '%n %S %g %p %L %c %s %d'}";

  @RegisterExtension final Stage stage = new Stage();

  private List<String> lines() {
    return read(stage.folder().resolve("access.log"));
  }

  private static List<String> read(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(int lines) {
    Patience.until(lines + " lines of the access log", () -> lines().size() >= lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {Workers.JAVA, Workers.PERL})
  void hasEachConnectionOfALoadOnce(String worker) throws IOException {
    Preforkd daemon = stage.start(Workers.web(worker, "mode: static", "max: 3", LOG));
    long served;
    try (Load load = Load.of(6, () -> Client.to(daemon.port()))) {
      load.awaitServed(500);
      assertEquals(List.of(), load.stop().failures());
      served = load.served();
    }
    daemon.awaitFinished("web", "served", (int) served);
    await((int) served);
    assertEquals(served, lines().size());
    String line = "web [0-2] \\d+ \\d+ tcp-" + daemon.port() + " \\d+ served \\d+\\.\\d{3}";
    assertTrue(lines().stream().allMatch(each -> each.matches(line)), () -> lines().toString());
    assertEquals(
        served, lines().stream().map(each -> each.replaceAll(" served.*", "")).distinct().count());
  }

  @Test
  void tellsHowEachHasEnded() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, "mode: static", "max: 1", LOG));
    Client client = Client.holding(daemon.port());
    daemon.awaitWorkers("web", "busy", 1);
    stage.control("kill", "web", "0");
    client.close();
    await(1);
    assertTrue(lines().get(0).matches("web 0 1 \\d+ \\S+ 1 lost \\d+\\.\\d{3}"), lines().get(0));
    daemon.idleChild("web", 0);
    Client.get(daemon.port());
    await(2);
    assertTrue(lines().get(1).matches("web 0 2 \\d+ \\S+ 1 served .*"), lines().get(1));
  }

  @Test
  void aHandlerThatThrowsHasFailed() throws IOException {
    String moody = "{java: io.preforkd.system.handler.Moody, class-path: ['@CLASSES@']}";
    Preforkd daemon = stage.start(Workers.web(moody, "mode: static", "max: 1", LOG));
    for (int i = 1; i <= 2; i++) {
      Client client = Client.to(daemon.port()).send("exception\n");
      await(i);
      client.close();
      String line = "web 0 1 \\d+ \\S+ " + i + " failed .*";
      assertTrue(lines().get(i - 1).matches(line), lines().get(i - 1));
    }
  }

  @Test
  void aReloadChangesItsFormatThenItsFile() throws IOException {
    String pool = Workers.web(Workers.PERL, "mode: static", "max: 1", LOG);
    Preforkd daemon = stage.start(pool);
    Client.get(daemon.port());
    await(1);
    String other = pool.replace("%n %S", "other %n");
    stage.rewrite(daemon, other);
    assertEquals("pool web: access-log", stage.control("reload"));
    Client.get(daemon.port());
    await(2);
    assertTrue(lines().get(1).startsWith("other web "), lines().get(1));
    stage.rewrite(daemon, other.replace("access.log", "second.log"));
    assertEquals("pool web: access-log", stage.control("reload"));
    Client.get(daemon.port());
    Path second = stage.folder().resolve("second.log");
    Patience.until("a line in the other file", () -> read(second).size() == 1);
    assertTrue(read(second).get(0).startsWith("other web "), read(second).toString());
    assertEquals(2, lines().size());
  }

  @Test
  void goesOnWithWhoIsServedWhileAnUpgradeOrAReloadComes() throws IOException {
    String pool = Workers.web(Workers.JAVA, "mode: static", "max: 1", LOG);
    Preforkd daemon = stage.start(pool);
    try (Client client = Client.holding(daemon.port())) {
      daemon.awaitWorkers("web", "busy", 1);
      stage.control("upgrade");
      client.finish();
    }
    await(1);
    assertTrue(lines().get(0).matches("web 0 1 \\d+ \\S+ 1 served \\d+\\.\\d{3}"), lines().get(0));
    stage.rewrite(daemon, pool.replace(LOG, "access-log: off"));
    assertEquals("pool web: self-accept, access-log", stage.control("reload"));
    Client.get(daemon.port());
    stage.rewrite(daemon, pool.replace("%n %S", "again %n %S"));
    stage.control("reload");
    Client.get(daemon.port());
    await(2);
    assertTrue(lines().get(1).matches("again web 0 1 \\d+ \\S+ 3 served .*"), lines().get(1));
  }
}
