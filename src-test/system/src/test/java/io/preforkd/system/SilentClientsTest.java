package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many clients that connect and say nothing, where first-byte-timeout is set. */
class SilentClientsTest {
  private static final int SILENT = 50;
  private static final String LONG = "first-byte-timeout: 60s";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void theyReachNoChildBeforeTheirTime() throws IOException {
    Preforkd daemon = stage.start(pool(LONG));
    List<Client> silent = silent(daemon, SILENT);
    assertServed(daemon);
    assertEquals(1, daemon.metrics().accepted("web"));
    for (Client client : silent) {
      client.close();
    }
    daemon.awaitAccepted("web", 1 + SILENT);
  }

  @Test
  void allOfThemEndAndOthersAreServedMeanwhile() throws IOException {
    Preforkd daemon = stage.start(pool("first-byte-timeout: 1s"));
    List<Client> silent = silent(daemon, SILENT);
    assertServed(daemon);
    for (Client client : silent) {
      assertEquals("", client.readAll());
      client.close();
    }
    assertServed(daemon);
    daemon.awaitFinished("web", "failed", SILENT);
    daemon.awaitFinished("web", "served", 2);
    daemon.awaitAccepted("web", 2 + SILENT);
  }

  @Test
  void aReloadChangesSocketsThatStay() throws IOException {
    Preforkd daemon = stage.start(pool());
    stage.rewrite(daemon, pool(LONG));
    stage.control("reload");
    List<Client> first = silent(daemon, 1);
    assertServed(daemon);
    assertEquals(1, daemon.metrics().accepted("web"));
    stage.rewrite(daemon, pool());
    stage.control("reload");
    List<Client> second = silent(daemon, 1);
    daemon.awaitAccepted("web", 3); // the first one as well, when the kernel asks it again
    first.get(0).close();
    second.get(0).close();
  }

  @Test
  void aReloadThatIsUndoneLeavesSocketsAsTheyWere() throws IOException {
    Preforkd daemon = stage.start(pool());
    stage.rewrite(daemon, pool(LONG).replace(Workers.JAVA, "{command: [/bin/false]}"));
    assertEquals(1, stage.ctl("reload").exitCode());
    try (Client silent = Client.to(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      assertTrue(silent.finish().endsWith("hello\n"));
    }
  }

  private static String pool(String... keys) {
    List<String> all = new ArrayList<>(List.of("mode: static", "max: 2"));
    all.addAll(List.of(keys));
    return Workers.web(Workers.JAVA, all.toArray(String[]::new));
  }

  private static List<Client> silent(Preforkd daemon, int count) throws IOException {
    List<Client> silent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      silent.add(Client.to(daemon.port()));
    }
    return silent;
  }

  private static void assertServed(Preforkd daemon) throws IOException {
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }
}
