package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A child that does not answer its order must not hold up the others. */
class UnansweredOrderTest {
  @RegisterExtension final Stage stage = new Stage();

  @Test
  void theNextIdleChildServesAndTheSilentOneIsKilled() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(
                Workers.rogue("ignores-orders"), "mode: static", "max: 2", "order-timeout: 500ms"));
    daemon.awaitWorkers("web", "idle", 2);
    Child silent = daemon.child("web", 0);
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    daemon.log().await(silent.tag() + " gets KILL: no answer to an order within order-timeout");
    daemon.log().await(silent.tag() + " ended: SIGKILL.* lost=0");
    daemon.log().await("pool=web slot=0 gen=3 .* idle after");
  }

  @Test
  void aLateAnswerFindsNobodyAndCostsNothing() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(Workers.rogue("answers-late"), "mode: static", "max: 2"));
    daemon.awaitWorkers("web", "idle", 2);
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    Files.createFile(stage.folder().resolve("go"));
    daemon.awaitWorkers("web", "idle", 2);
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    daemon.awaitFinished("web", "served", 2);
    assertEquals(2, daemon.children("web").size());
    assertEquals(0, daemon.log().count("gets KILL|ended:"));
  }

  @Test
  void nobodyWaitsASecondForAStoppedChild() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(Workers.JAVA, "mode: static", "max: 3", "order-timeout: 1s"));
    daemon.awaitWorkers("web", "idle", 3);
    Child stopped = daemon.child("web", 0);
    // While it is idle: one that held a connection would rightly be left alone.
    stopped.signal("STOP");
    try (Load load = Load.of(1, () -> Client.to(daemon.port()))) {
      daemon.log().await(stopped.tag() + " gets KILL: no answer to an order within order-timeout");
      daemon.log().await("pool=web slot=0 gen=4 .* idle after");
      load.awaitServed(50);
      load.stop();
      assertTrue(load.failures().isEmpty(), load.failures().toString());
      assertTrue(load.slowestMillis() < 1000, load.slowestMillis() + " ms");
    }
  }

  @Test
  void aChildThatIsNeverIdleIsKilledAfterItsStartTimeout() throws IOException {
    Preforkd daemon =
        stage.launch(
            "stop-timeout: 100ms\n"
                + Workers.web(
                    Workers.rogue("hangs-at-start"),
                    "mode: static",
                    "max: 1",
                    "start-timeout: 300ms"));
    Child slow = daemon.child("web", 0);
    daemon.log().await(slow.tag() + " gets KILL: not idle within start-timeout");
    daemon.log().await(slow.tag() + " ended: SIGKILL while starting.*start-timeout");
    daemon.log().await("pool=web children die young, 1 in a row");
  }

  @Test
  void aChildWithoutDescriptorsRestsWhileTheOthersServe() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(Workers.rogue("no-descriptors"), "mode: static", "max: 2"));
    daemon.awaitWorkers("web", "idle", 2);
    Load load = Load.exactly(200, 1, () -> Client.to(daemon.port()));
    assertEquals(List.of(), load.failures());
    daemon.log().await("slot=0 .* cannot accept \\(EMFILE\\) and rests");
    // 100 ms, doubling up to 5 s: a loop would have said it hundreds of times.
    assertTrue(daemon.log().count("cannot accept") < 10, "rests");
    daemon.awaitFinished("web", "served", 200);
  }
}
