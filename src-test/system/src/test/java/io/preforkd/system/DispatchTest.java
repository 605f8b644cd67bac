package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ways in which connections come to children, other than to the lowest-numbered idle one. */
class DispatchTest {
  private static final String SHARED = "dispatch: shared";
  private static final int MANY = 500;
  private static final Pattern CONNECTIONS = Pattern.compile("\"slot\":.*?\"connections\":(\\d+)");

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void roundRobinGoesFromOneToTheNext() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(
                Workers.PERL,
                "dispatch: round-robin",
                "mode: static",
                "max: 3",
                "order-retry: 4s"));
    for (int i = 1; i <= 6; i++) {
      Client.get(daemon.port());
      daemon.awaitFinished("web", "served", i);
    }
    assertEquals(List.of(2, 2, 2), accepted());
  }

  /** Connections of each child. */
  private List<Integer> accepted() throws IOException {
    return CONNECTIONS
        .matcher(stage.control("status", "--json"))
        .results()
        .map(found -> Integer.valueOf(found.group(1)))
        .toList();
  }

  @Test
  void childrenInJavaShareASocket() throws IOException {
    growShrinkAndCount(Workers.JAVA);
  }

  @Test
  void childrenInCShareASocket() throws IOException {
    growShrinkAndCount("{command: [" + Image.compileHello(stage.folder()) + "]}");
  }

  private void growShrinkAndCount(String worker) throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(
                worker,
                SHARED,
                "max: 8",
                "start: 2",
                "min-spare: 1",
                "max-spare: 2",
                "shrink-after: 100ms"));
    holdAndLetGo(daemon, 8);
    Patience.until("two children", () -> daemon.children("web").size() == 2);
    assertEquals(List.of(0, 1), daemon.children("web").stream().map(Child::slot).toList());
    assertEquals(List.of(), Load.exactly(MANY, 4, () -> Client.to(daemon.port())).failures());
    daemon.awaitFinished("web", "served", 8 + MANY);
    assertEquals(8 + MANY, daemon.metrics().accepted("web"));
    daemon.awaitWorkers("web", "busy", 0);
    assertEquals(0, daemon.stop());
  }

  private static void holdAndLetGo(Preforkd daemon, int clients) throws IOException {
    List<Client> held = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      held.add(Client.holding(daemon.port()));
    }
    daemon.awaitAccepted("web", clients);
    daemon.awaitWorkers("web", "busy", clients);
    for (Client client : held) {
      assertTrue(client.finish().endsWith("hello\n"));
      client.close();
    }
  }

  @Test
  void nobodyFailsWhenTheyAreReplacedKeptOrRecycled() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(Workers.JAVA, SHARED, "mode: static", "max: 3", "max-connections: 100"));
    try (Load load = Load.of(2, () -> Client.to(daemon.port()))) {
      load.awaitServed(MANY);
      daemon.log().await("ended: exit code 0 .*, recycled");
      stage.control("reload", "--all");
      load.awaitServed(MANY);
      stage.control("upgrade");
      load.awaitServed(MANY);
      assertEquals(List.of(), load.stop().failures());
      daemon.awaitFinished("web", "served", (int) load.served());
    }
    assertEquals(0, daemon.metrics().finished("web", "lost"));
    assertEquals(0, daemon.stop());
  }

  @Test
  void aChildThatIsKilledInMidRequestIsLostAloneAndReplaced() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, SHARED, "mode: static", "max: 2"));
    try (Client held = Client.holding(daemon.port())) {
      daemon.awaitWorkers("web", "busy", 1);
      Child busy = daemon.child("web", accepted().indexOf(1));
      busy.signal("KILL");
      busy.awaitEnd();
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
      daemon.awaitFinished("web", "lost", 1);
      daemon.awaitWorkers("web", "idle", 2);
      held.reset();
    }
  }

  @Test
  void whoCannotAcceptByItselfIsRefused() throws IOException {
    Preforkd daemon = stage.launch(Workers.web(Workers.PERL, SHARED, "mode: static", "max: 1"));
    daemon.log().await("broke the protocol and is killed: it has not announced the feature free");
    assertFalse(daemon.log().count("ready") > 0);
  }
}
