package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ScalingTest {
  @RegisterExtension final Stage stage = new Stage();

  @Test
  void aBurstGrowsThePoolToItsMaxAndQuietBringsItBack() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(
                Workers.PERL,
                "max: 8",
                "start: 2",
                "min-spare: 2",
                "max-spare: 3",
                "shrink-after: 200ms"));
    List<Client> burst = hold(daemon, 8);
    daemon.awaitAccepted("web", 8);
    for (Client client : burst) {
      assertTrue(client.finish().endsWith("hello\n"));
      client.close();
    }
    daemon.log().await("pool=web slot=7 .* ended: exit code 0 while idle, surplus");
    daemon.awaitWorkers("web", "idle", 3);
    Patience.until("three children", () -> daemon.children("web").size() == 3);
    assertEquals(List.of(0, 1, 2), daemon.children("web").stream().map(Child::slot).toList());
  }

  @Test
  void growsWhileAllChildrenAreHeldBySilentClients() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(Workers.PERL, "max: 6", "start: 1", "min-spare: 1", "max-spare: 1"));
    List<Client> silent = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      silent.add(Client.to(daemon.port()));
    }
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"), "served behind five silent clients");
    for (Client client : silent) {
      client.close();
    }
  }

  @Test
  void aStaticPoolKeepsItsSize() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, "mode: static", "max: 3"));
    daemon.awaitWorkers("web", "idle", 3);
    Child victim = daemon.child("web", 1);
    victim.signal("KILL");
    daemon.log().await("pool=web slot=1 gen=4 .* idle after");
    daemon.awaitWorkers("web", "idle", 3);
    assertEquals(3, daemon.children("web").size());
  }

  @Test
  void anOnDemandPoolStartsWithTheFirstConnectionAndGoesBackToNone() throws IOException {
    Preforkd daemon =
        stage.launch(Workers.web(Workers.PERL, "mode: on-demand", "max: 4", "shrink-after: 100ms"));
    daemon.log().await("pool=web starts: .*mode=on-demand");
    assertEquals(0, daemon.children("web").size());
    for (int round = 0; round < 2; round++) {
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
      Patience.until("nobody is left", () -> daemon.children("web").isEmpty());
    }
    assertEquals(2, daemon.metrics().finished("web", "served"));
  }

  @Test
  void theCapOverAllPoolsHolds() throws IOException {
    Preforkd daemon =
        stage.start(
            "max-children: 4\n"
                + Workers.web(Workers.PERL, "max: 8", "min-spare: 1", "max-spare: 1", "start: 1")
                + Workers.pool(
                    "other", "127.0.0.1:@OTHER@", Workers.PERL, "mode: static", "max: 2"));
    daemon.awaitWorkers("other", "idle", 2);
    List<Client> burst = hold(daemon, 4);
    daemon
        .log()
        .await(
            "pool=web has [0-9]+ connections? waiting .* max-children=4 is reached; raise max-children");
    assertEquals(2, daemon.children("web").size());
    assertEquals(2, daemon.children("other").size());
    for (Client client : burst) {
      assertTrue(client.finish().endsWith("hello\n"));
      client.close();
    }
  }

  @Test
  void reachingMaxIsSaidOncePerEpisode() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, "mode: static", "max: 1"));
    for (int episode = 1; episode <= 2; episode++) {
      List<Client> burst = hold(daemon, 4);
      daemon
          .log()
          .await(
              episode, "pool=web has [0-9]+ connections? waiting.* max=1 is reached; raise max ");
      for (Client client : burst) {
        assertTrue(client.finish().endsWith("hello\n"));
        client.close();
      }
      daemon.log().await(episode, "pool=web is no longer saturated");
    }
    assertEquals(2, daemon.log().count("is reached"));
    assertEquals(2, daemon.metrics().value("preforkd_pool_max_reached_total{pool=\"web\"}"));
  }

  @Test
  void spamdsAlgorithmMovesByOneChildAtATime() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(
                Workers.PERL,
                "scaling: spamd",
                "max: 4",
                "min: 1",
                "start: 1",
                "min-spare: 1",
                "max-spare: 2"));
    List<Client> burst = hold(daemon, 2);
    daemon.awaitAccepted("web", 2);
    for (Client client : burst) {
      assertTrue(client.finish().endsWith("hello\n"));
      client.close();
    }
    daemon.awaitFinished("web", "served", 2);
    assertTrue(daemon.children("web").size() <= 4, "never above max");
  }

  private static List<Client> hold(Preforkd daemon, int count) throws IOException {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(Client.holding(daemon.port()));
    }
    return clients;
  }
}
