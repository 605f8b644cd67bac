package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each child has a socket of its own, and nobody who waits on one is lost with the child. */
class ReusePortTest {
  private static final String REUSE_PORT = "dispatch: reuse-port";
  private static final int CONFIG = 78;
  private static final int SOME = 200;

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void nobodyFailsWhenThePoolGrowsAndShrinks() throws IOException {
    growAndShrink(Workers.JAVA);
  }

  @Test
  void norWithChildrenInC() throws IOException {
    growAndShrink("{command: [" + Image.compileHello(stage.folder()) + "]}");
  }

  private void growAndShrink(String worker) throws IOException {
    Preforkd daemon = stage.start(Workers.web(worker, REUSE_PORT, "max: 4", "max-spare: 4"));
    try (Load load = Load.of(3, () -> Client.to(daemon.port()))) {
      for (int i = 0; i < 3; i++) {
        stage.control("scale", "web", "4");
        load.awaitServed(20);
        stage.control("scale", "web", "1");
        load.awaitServed(20);
      }
      assertEquals(List.of(), load.stop().failures());
      daemon.awaitFinished("web", "served", (int) load.served());
    }
    assertEquals(0, daemon.metrics().finished("web", "lost"));
    assertEquals(0, daemon.stop());
  }

  @Test
  void whoWaitsForAChildThatDiesIsServedByItsSuccessor() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, REUSE_PORT, "mode: static", "max: 4"));
    List<Child> first = daemon.children("web");
    stop(first);
    List<Client> clients = connect(daemon);
    first.forEach(child -> child.signal("KILL"));
    hearAll(clients);
    assertEquals(0, daemon.metrics().finished("web", "lost"));
    assertEquals(0, daemon.stop());
  }

  /** From here on nobody accepts. */
  private static void stop(List<Child> children) {
    children.forEach(child -> child.signal("STOP"));
    children.forEach(
        child -> Patience.until("a stop of " + child.tag(), () -> child.process().isStopped()));
  }

  private static List<Client> connect(Preforkd daemon) throws IOException {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(Client.to(daemon.port()).ask());
    }
    return clients;
  }

  private static void hearAll(List<Client> clients) throws IOException {
    for (Client client : clients) {
      assertTrue(client.readAll().endsWith("hello\n"));
      client.close();
    }
  }

  @Test
  void whoIsStrandedInASmallerPoolIsServed() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, REUSE_PORT, "max: 3", "max-spare: 3"));
    stage.control("scale", "web", "3");
    List<Child> all = daemon.children("web");
    stop(all);
    List<Client> clients = connect(daemon);
    stage.control("scale", "--no-wait", "web", "1");
    all.forEach(child -> child.signal("KILL"));
    hearAll(clients);
    Patience.until("one child", () -> daemon.children("web").size() == 1);
  }

  @Test
  void nobodyFailsWhenTheyAreReplacedKeptOrRecycled() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(Workers.JAVA, REUSE_PORT, "mode: static", "max: 3", "max-connections: 80"));
    try (Load load = Load.of(2, () -> Client.to(daemon.port()))) {
      load.awaitServed(SOME);
      daemon.log().await("ended: exit code 0 .*, recycled");
      stage.control("reload", "--all");
      load.awaitServed(SOME);
      stage.control("upgrade");
      load.awaitServed(SOME);
      assertEquals(List.of(), load.stop().failures());
      daemon.awaitFinished("web", "served", (int) load.served());
    }
    assertEquals(0, daemon.metrics().finished("web", "lost"));
    assertEquals(0, daemon.stop());
  }

  @Test
  void aReloadOpensTheSocketsThatALargerPoolNeeds() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, REUSE_PORT, "mode: static", "max: 1"));
    try (Load load = Load.of(2, () -> Client.to(daemon.port()))) {
      load.awaitServed(SOME);
      stage.rewrite(daemon, Workers.web(Workers.JAVA, REUSE_PORT, "mode: static", "max: 4"));
      assertTrue(stage.control("reload").startsWith("pool web: new edition ("));
      load.awaitServed(SOME);
      stage.rewrite(daemon, Workers.web(Workers.JAVA, REUSE_PORT, "mode: static", "max: 2"));
      stage.control("reload");
      load.awaitServed(SOME);
      assertEquals(List.of(), load.stop().failures());
    }
    daemon.awaitWorkers("web", "idle", 2);
  }

  @Test
  void aSocketCannotBecomeOneOfAnotherDispatch() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(Workers.JAVA, "dispatch: shared", "mode: static", "max: 1"));
    stage.rewrite(daemon, Workers.web(Workers.JAVA, REUSE_PORT, "mode: static", "max: 1"));
    Finished refused = stage.ctl("reload");
    assertEquals(CONFIG, refused.exitCode());
    assertTrue(
        refused.output().contains("dispatch: a socket is opened for reuse-port or for another"),
        refused.output());
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void aSecondDaemonDoesNotJoinThePort() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, REUSE_PORT, "mode: static", "max: 2"));
    Finished refused =
        stage.refused(
            "pools:\n"
                + Workers.pool("web", "127.0.0.1:" + daemon.port(), Workers.JAVA, REUSE_PORT));
    assertTrue(refused.output().contains("EADDRINUSE"), refused.output());
  }
}
