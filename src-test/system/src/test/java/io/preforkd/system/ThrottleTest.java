package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Admin;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A worker that dies before it ever is idle slows its own pool down, and nobody else. */
class ThrottleTest {
  @RegisterExtension final Stage stage = new Stage();

  @Test
  void thePauseDoublesAndTheOtherPoolServes() throws IOException {
    Preforkd daemon =
        stage.launch(
            Workers.web(Workers.JAVA, "mode: static", "max: 1")
                + Workers.pool(
                    "broken",
                    "127.0.0.1:@BROKEN@",
                    "{command: [sh, -c, \"echo no database >&2; exit 1\"]}",
                    "respawn-delay: 20ms",
                    "respawn-delay-max: 80ms",
                    "mode: static",
                    "max: 1"));
    for (int pause : new int[] {20, 40, 80, 80}) {
      daemon.log().await("pool=broken .* die young, .* the next one is tried in " + pause + " ms");
    }
    daemon.log().await(4, "tried in 80 ms");
    daemon.log().await("pool=broken .* \\| no database");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    Admin admin = Admin.at(daemon.port("ADMIN"));
    assertEquals(200, admin.get("/livez").status());
    assertEquals(503, admin.get("/readyz").status());
    assertTrue(admin.get("/readyz").body().contains("pool=broken"));
    assertEquals(0, daemon.stop());
  }

  @Test
  void aWaveOfDeathsIsOneFailure() throws IOException {
    Preforkd daemon =
        stage.launch(
            Workers.web(
                "{command: [\"false\"]}",
                "mode: static",
                "max: 8",
                "respawn-delay: 10m",
                "respawn-delay-max: 1h"));
    daemon.log().await(8, "pool=web .* ended: exit code 1 while starting");
    assertEquals(1, daemon.log().count("the next one is tried in 600000 ms"));
    assertEquals(0, daemon.log().count("the next one is tried in 1200000 ms"));
  }

  @Test
  void aHopelessWorkerEndsADaemonThatHasNothingElse() throws IOException {
    Preforkd daemon =
        stage.launch(Workers.web("{command: [sh, -c, \"exit 78\"]}", "mode: static", "max: 2"));
    assertEquals(78, daemon.exitCode());
    daemon.log().await("pool=web is given up: the worker ended with exit code 78");
    daemon.log().await("every pool was given up");
  }

  @Test
  void aHopelessWorkerDoesNotEndTheOtherPools() throws IOException {
    Preforkd daemon =
        stage.launch(
            Workers.web(Workers.JAVA, "mode: static", "max: 1")
                + Workers.pool("broken", "127.0.0.1:@BROKEN@", "{command: [sh, -c, \"exit 64\"]}"));
    daemon.log().await("pool=broken is given up: the worker ended with exit code 64");
    daemon.log().await("pool=web slot=0 .* idle after");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    assertEquals(0, daemon.stop());
  }

  @Test
  void aWorkerThatHasServedAndAsksNotToBeRestartedEndsItsPool() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(Workers.rogue("says-do-not-restart"), "mode: static", "max: 1"));
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    assertEquals(78, daemon.exitCode());
    daemon.log().await("leaves by itself: do not restart");
    daemon.log().await("pool=web is given up: the worker asked not to be restarted");
  }

  @Test
  void aHandlerWhoseConstructorThrowsIsNamedWithItsCause() throws IOException {
    Preforkd daemon = stage.launch(Workers.web(handler("ThrowsAtBirth"), "mode: static", "max: 1"));
    daemon.log().await("pool=web slot=0 .* \\| .*ThrowsAtBirth");
    daemon.log().await("pool=web slot=0 .* \\| .*no licence");
    daemon.log().await("ended: exit code 70 while starting");
  }

  @Test
  void anExceptionCostsTheConnectionAndAnErrorTheChild() throws IOException {
    Preforkd daemon = stage.start(Workers.web(handler("Moody"), "mode: static", "max: 1"));
    try (Client client = Client.to(daemon.port())) {
      assertEquals("", client.send("exception\n").readAll());
    }
    daemon.awaitFinished("web", "failed", 1);
    daemon.log().await("slot=0 gen=1 .* \\| .*asked for an exception");
    try (Client client = Client.to(daemon.port())) {
      assertEquals("", client.send("error\n").readAll());
    }
    daemon.log().await("slot=0 gen=1 .* ended: exit code 70 while busy");
    daemon.log().await("slot=0 gen=2 .* idle after");
  }

  private static String handler(String name) {
    return "{java: io.preforkd.system.handler." + name + ", class-path: [\"@CLASSES@\"]}";
  }
}
