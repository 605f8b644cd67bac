package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Admin;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Between the order to stop and the shut door: not ready, and serving all the same. */
class DrainDelayTest {
  private static final String FOR_EVER = "drain-delay: 1h\n";

  @RegisterExtension final Stage stage = new Stage();

  private Preforkd start(String delay) throws IOException {
    return stage.start(delay + Workers.web(Workers.PERL, "mode: static", "max: 1"));
  }

  @Test
  void servesNewClientsThoughItIsNotReady() throws IOException {
    Preforkd daemon = start(FOR_EVER);
    daemon.signal("TERM");
    daemon.log().await("not ready from now on; clients are served for another 3600000 ms");
    Admin.Answer ready = Admin.at(daemon.port("ADMIN")).get("/readyz");
    assertEquals(503, ready.status());
    assertTrue(ready.body().startsWith("stopping"), ready.body());
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    assertEquals(0, daemon.log().count("takes no new connections"));
    daemon.signal("TERM");
    daemon.log().await("TERM again: the drain-delay is over");
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void stopsByItselfWhenTheDelayIsOver() throws IOException {
    Preforkd daemon = start("drain-delay: 300ms\n");
    stage.control("drain", "--no-wait");
    daemon.log().await("takes no new connections");
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void aProgramThatHasTakenOverKeepsTheDelay() throws IOException {
    Preforkd daemon = start(FOR_EVER);
    stage.control("upgrade");
    daemon.signal("TERM");
    daemon.log().await("not ready from now on; clients are served for another 3600000 ms");
    daemon.signal("TERM");
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void aSecondIntEndsItAtOnce() throws IOException {
    Preforkd daemon = start(FOR_EVER);
    try (Client held = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      daemon.signal("INT");
      daemon.log().await("INT: stopping");
      daemon.signal("INT");
      assertEquals("", held.readAll());
    }
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void aDaemonThatNeverWasReadyDoesNotWait() throws IOException {
    Preforkd daemon =
        stage.launch(FOR_EVER + Workers.web(Workers.rogue("waits-for"), "mode: static", "max: 1"));
    Patience.until("a child", () -> !daemon.children("web").isEmpty());
    daemon.signal("TERM");
    daemon.log().await("takes no new connections");
    stage.write("go", "");
    assertEquals(0, daemon.exitCode());
  }
}
