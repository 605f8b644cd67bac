package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** kill -9 of the parent: its children let go of the port at once, and end. */
class ParentDeathTest {
  private static final String BOTH = "[127.0.0.1:@PORT@, \"unix:@DIR@/web.sock\"]";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void childrenInJavaLetGoOfTheSocketsAndFinish() throws IOException {
    survivesItsParent(Workers.JAVA);
  }

  @Test
  void childrenInPerlLetGoOfTheSocketsAndFinish() throws IOException {
    survivesItsParent(Workers.PERL);
  }

  @Test
  void childrenInCLetGoOfTheSocketsAndFinish() throws IOException {
    survivesItsParent("{command: [" + Image.compileHello(stage.folder()) + "]}");
  }

  private void survivesItsParent(String worker) throws IOException {
    String yaml =
        Workers.ADMIN + "pools:\n" + Workers.pool("web", BOTH, worker, "mode: static", "max: 3");
    Preforkd first = stage.start(yaml);
    first.awaitWorkers("web", "idle", 3);
    List<Child> orphans = first.children("web");
    try (Client overTcp = Client.holding(first.port());
        Client overUnix = Client.to(first.file("web.sock")).hold()) {
      first.awaitAccepted("web", 2);
      first.signal("KILL");
      assertEquals(128 + 9, first.exitCode());

      Preforkd second = stage.successor(first, yaml);
      assertTrue(Client.get(second.port()).endsWith("hello\n"), "the new one serves over TCP");
      try (Client client = Client.to(second.file("web.sock"))) {
        assertTrue(client.finish().endsWith("hello\n"), "and over its socket file");
      }
      assertTrue(overTcp.finish().endsWith("hello\n"), "a request in hand is finished");
      assertTrue(overUnix.finish().endsWith("hello\n"));
      orphans.forEach(Child::awaitEnd);
    }
  }
}
