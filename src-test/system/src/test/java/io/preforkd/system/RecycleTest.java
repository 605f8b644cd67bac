package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Children that have reached a limit of their life are replaced, and no client notices. */
class RecycleTest {
  private static final int MANY = 1000;

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void childrenInJavaAreReplacedAfterTheirConnections() throws IOException {
    replacesAfterConnections(Workers.JAVA);
  }

  @Test
  void childrenInPerlAreReplacedAfterTheirConnections() throws IOException {
    replacesAfterConnections(Workers.PERL);
  }

  @Test
  void childrenInCAreReplacedAfterTheirConnections() throws IOException {
    replacesAfterConnections("{command: [" + Image.compileHello(stage.folder()) + "]}");
  }

  @Test
  void childrenOfVersion0AreReplacedAfterTheirConnections() throws IOException {
    replacesAfterConnections("{command: [perl, @WORKERS@/stock.pl]}");
  }

  private void replacesAfterConnections(String worker) throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(
                worker, "mode: static", "max: 3", "max-connections: 100", "recycle-jitter: 50"));
    Load load = Load.exactly(MANY, 4, () -> Client.to(daemon.port()));
    assertEquals(List.of(), load.failures());
    daemon.awaitFinished("web", "served", MANY);
    daemon.log().await(3, "ended: exit code 0 while (idle|busy), recycled, .* lost=0");
    daemon.awaitWorkers("web", "idle", 3);
    assertTrue(
        daemon.metrics().value("preforkd_pool_exits_total{pool=\"web\",reason=\"recycle\"}") >= 3);
  }

  @Test
  void aSaturatedChildKeepsToItsLimitExactly() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(
                Workers.JAVA,
                "mode: static",
                "max: 1",
                "max-connections: 50",
                "recycle-jitter: 0"));
    Load load = Load.exactly(200, 4, () -> Client.to(daemon.port()));
    assertEquals(List.of(), load.failures());
    daemon.log().await(4, "ended: exit code 0 while idle, recycled, .* connections=50 lost=0");
  }

  @Test
  void anIdleChildIsReplacedAtItsAge() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(Workers.PERL, "mode: static", "max: 1", "max-age: 1s"));
    Child first = daemon.child("web", 0);
    daemon.log().await(first.tag() + " ended: exit code 0 while idle, recycled");
    daemon.log().await("slot=0 gen=2 .* idle after");
  }

  @Test
  void aChildInPerlThatGrowsIsReplaced() throws IOException {
    replacesWhoGrows("{command: [perl, @WORKERS@/grows.pl]}", "64MiB");
  }

  @Test
  void aChildInJavaThatGrowsIsReplaced() throws IOException {
    replacesWhoGrows(
        "{java: io.preforkd.system.handler.Grows, class-path: [\"@CLASSES@\"], options: [-Xmx512m]}",
        "128MiB");
  }

  /** 32 connections leave 256 MiB with whoever has not been replaced in their midst. */
  private void replacesWhoGrows(String worker, String most) throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(worker, "mode: static", "max: 1", "max-memory: " + most));
    String first = daemon.child("web", 0).tag();
    for (int i = 0; i < 32; i++) {
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    }
    daemon.log().await(first + " has .* MiB, more than max-memory, and is replaced");
    daemon.log().await(first + " ended: exit code 0 while .*, grown beyond max-memory, .* lost=0");
    daemon.log().await("slot=0 gen=2 .* idle after");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    assertTrue(
        daemon.metrics().value("preforkd_pool_exits_total{pool=\"web\",reason=\"memory\"}") >= 1);
  }

  @Test
  void anOldChildFinishesItsConnection() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(Workers.PERL, "mode: static", "max: 2", "max-age: 1s"));
    try (Client slow = Client.holding(daemon.port())) {
      daemon.log().await(3, "ended: exit code 0 while idle, recycled");
      assertTrue(slow.finish().endsWith("hello\n"));
    }
    daemon.log().await(5, "ended: exit code 0 while (idle|busy), recycled, .* lost=0");
    assertEquals(0, daemon.log().count("gets TERM|gets KILL"));
  }
}
