package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GracefulStopTest {
  private static final int QUEUED = 20;
  private static final String UNIX_LISTENER = "\"unix:@DIR@/web.sock\"";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void servesWhatIsInHandAndQueuedOverTcp() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, "mode: static", "max: 1"));
    servesAll(daemon, () -> Client.to(daemon.port()));
    assertThrows(ConnectException.class, () -> Client.to(daemon.port()));
  }

  @Test
  void servesWhatIsInHandAndQueuedWhereChildrenAcceptByThemselves() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(Workers.JAVA, "dispatch: shared", "mode: static", "max: 1"));
    servesAll(daemon, () -> Client.to(daemon.port()));
  }

  @Test
  void servesWhatIsInHandAndQueuedOverASocketFile() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.ADMIN
                + "pools:\n"
                + Workers.pool("web", UNIX_LISTENER, Workers.JAVA, "mode: static", "max: 1"));
    servesAll(daemon, () -> Client.to(daemon.file("web.sock")));
    assertFalse(Files.exists(daemon.file("web.sock")), "the socket file is removed");
  }

  private static void servesAll(Preforkd daemon, Load.Door door) throws IOException {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i <= QUEUED; i++) {
      clients.add(door.open().hold());
    }
    daemon.awaitAccepted("web", 1);
    daemon.signal("TERM");
    daemon.log().await("takes no new connections");
    for (Client client : clients) {
      assertTrue(client.finish().endsWith("hello\n"));
      client.close();
    }
    assertEquals(0, daemon.exitCode());
    daemon.log().await("ended: exit code 0 .* connections=" + (QUEUED + 1) + " lost=0");
  }

  @Test
  void loadThatGoesOnGetsAnswersOrRefusalsButNoReset() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, "mode: static", "max: 2"));
    try (Load load = Load.of(4, () -> Client.to(daemon.port()))) {
      load.awaitServed(200);
      daemon.signal("TERM");
      assertEquals(0, daemon.exitCode());
      load.stop();
      List<String> wrong =
          load.failures().stream().filter(why -> !why.contains("ConnectException")).toList();
      assertEquals(List.of(), wrong);
    }
  }

  @Test
  void aFirstIntStopsGentlyAndASecondAtOnce() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, "mode: static", "max: 1"));
    try (Client client = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      daemon.signal("INT");
      daemon.log().await("INT: stopping");
      daemon.awaitWorkers("web", "leaving", 1);
      daemon.signal("INT");
      assertEquals(0, daemon.exitCode());
      assertEquals("", client.readAll());
    }
    daemon.log().await("INT: stopping at once");
    daemon.log().await("ended: SIGKILL .* lost=1");
  }

  @Test
  void anIntAfterATermIsTheFirstOne() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, "mode: static", "max: 1"));
    try (Client client = Client.to(daemon.port()).hold()) {
      daemon.awaitAccepted("web", 1);
      daemon.signal("TERM");
      daemon.log().await("TERM: stopping");
      daemon.signal("INT");
      daemon.log().await("INT: is stopping already");
      assertTrue(client.finish().endsWith("hello\n"));
    }
    assertEquals(0, daemon.exitCode());
    daemon.log().await("ended: exit code 0 .* lost=0");
  }

  @Test
  void aTermDuringTheStartEndsItInOrder() throws IOException {
    Preforkd daemon =
        stage.begin("admin: off\npools:\n" + Workers.pool("web", UNIX_LISTENER, Workers.JAVA));
    daemon.log().await("preforkd .* starts");
    daemon.signal("TERM");
    assertEquals(0, daemon.exitCode());
    assertFalse(Files.exists(daemon.file("web.sock")), "the socket file is removed");
  }

  @Test
  void aChildThatIgnoresItsDrainGetsTermThenKill() throws IOException {
    Preforkd daemon = stage.start(stubborn("ignores-drains"));
    Child child = daemon.child("web", 0);
    daemon.signal("TERM");
    assertEquals(0, daemon.exitCode());
    daemon.log().await(child.tag() + " gets TERM: still there after stop-timeout");
    daemon.log().await(child.tag() + " gets KILL: still there after stop-timeout");
    daemon.log().await(child.tag() + " ended: SIGKILL");
  }

  @Test
  void aChildThatObeysTermIsNotKilled() throws IOException {
    Preforkd daemon = stage.start(stubborn("obeys-term"));
    Child child = daemon.child("web", 0);
    try (Client client = Client.to(daemon.port())) {
      daemon.log().await("obeys-term hangs");
      daemon.signal("TERM");
      assertEquals("", client.readAll());
    }
    assertEquals(0, daemon.exitCode());
    daemon.log().await(child.tag() + " \\| got TERM");
    daemon.log().await(child.tag() + " ended: exit code 0");
    assertEquals(0, daemon.log().count("gets KILL"));
  }

  @Test
  void stopTimeoutEndsAConnectionThatTakesTooLong() throws IOException {
    Preforkd daemon =
        stage.start("stop-timeout: 200ms\n" + Workers.web(Workers.JAVA, "mode: static", "max: 1"));
    try (Client client = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      daemon.signal("TERM");
      assertEquals("", client.readAll());
    }
    assertEquals(0, daemon.exitCode());
    daemon.log().await("gets TERM: still there after stop-timeout");
  }

  private static String stubborn(String mode) {
    return "stop-timeout: 200ms\n"
        + Workers.web(Workers.rogue(mode), "mode: static", "max: 1", "kill-after: 200ms");
  }
}
