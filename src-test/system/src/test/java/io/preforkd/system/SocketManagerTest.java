package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Children ask the daemon for a socket beside their pool's. */
class SocketManagerTest {
  private static final String LISTEN =
      "{command: [python3, @IMAGE@/worker-api/examples/python/listen.py, ";
  private static final String TCP = LISTEN + "'127.0.0.1:@STATUS@']}";
  private static final String UNIX = LISTEN + "'unix:@DIR@/status.sock']}";
  private static final String ALLOWED = "may-listen: ['127.0.0.1:@STATUS@']";
  private static final String OPENED = "pool=web listens on 127.0.0.1:\\d+ for its children";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void twoChildrenShareTheSocketAndItsClientsAreAnswered() throws IOException {
    Preforkd daemon = stage.start(Workers.web(TCP, "mode: static", "max: 2", ALLOWED));
    Child one = daemon.idleChild("web", 0);
    Child other = daemon.idleChild("web", 1);
    one.signal("STOP");
    assertEquals("0 told by " + other.pid(), curl(daemon));
    one.signal("CONT");
    other.signal("STOP");
    assertEquals("0 told by " + one.pid(), curl(daemon));
    other.signal("CONT");
    assertEquals(1, daemon.log().count(OPENED));
  }

  @Test
  void theSuccessorOfAKilledChildHasItAndNoClientIsRefused() throws IOException {
    Preforkd daemon = stage.start(Workers.web(TCP, "mode: static", "max: 1", ALLOWED));
    for (int i = 0; i < 3; i++) {
      Child killed = daemon.idleChild("web", 0);
      killed.signal("KILL");
      assertTrue(curl(daemon).startsWith("0 told by "));
      Patience.until("a successor", () -> daemon.idleChild("web", 0).pid() != killed.pid());
    }
    assertEquals(1, daemon.log().count(OPENED));
    assertEquals(0, daemon.log().count("EADDRINUSE"));
  }

  @Test
  void whatIsNotAllowedIsRefusedAndTheChildServesWithout() throws IOException {
    Preforkd daemon = stage.start(Workers.web(TCP, "mode: static", "max: 2"));
    String refusal = "may-listen of pool web does not allow 127.0.0.1:" + daemon.port("STATUS");
    daemon
        .log()
        .await(
            "WARN .*pool=web slot=\\d gen=\\d pid=\\d+ asks for a socket and gets none: "
                + refusal
                + "; add it there");
    daemon.log().await(2, "listen.py: no status port: " + refusal);
    assertEquals(1, daemon.log().count("asks for a socket and gets none"));
    assertThrows(ConnectException.class, () -> Client.to(daemon.port("STATUS")));
    assertTrue(Client.to(daemon.port()).readAll().contains(":"));
  }

  @Test
  void aReloadAllowsAndForbids() throws IOException {
    Preforkd daemon = stage.start(Workers.web(UNIX, "mode: static", "max: 1"));
    daemon.log().await("asks for a socket and gets none");
    String allowed = "may-listen: ['unix:@DIR@/status.sock']";
    stage.rewrite(daemon, Workers.web(UNIX, "mode: static", "max: 1", allowed));
    assertEquals("pool web: may-listen", stage.control("reload"));
    stage.control("recycle", "web", "all");
    daemon.log().await("pool=web listens on unix:" + daemon.file("status.sock"));
    assertTrue(
        Client.to(daemon.file("status.sock")).send("GET\r\n\r\n").readAll().contains("told by"));
    stage.rewrite(daemon, Workers.web(UNIX, "mode: static", "max: 1"));
    assertEquals("pool web: may-listen", stage.control("reload"));
    daemon.log().await("pool=web no longer listens on unix:" + daemon.file("status.sock"));
    assertTrue(Files.notExists(daemon.file("status.sock")));
  }

  @Test
  void aNewEditionGoesOnWithItAndMayHaveMore() throws IOException {
    Preforkd daemon = stage.start(Workers.web(TCP, "mode: static", "max: 2", ALLOWED));
    stage.control("reload", "--all");
    assertTrue(curl(daemon).startsWith("0 told by "));
    assertEquals(1, daemon.log().count(OPENED));
    String more = "may-listen: ['127.0.0.1:@STATUS@', 'unix:@DIR@/status.sock']";
    stage.rewrite(daemon, Workers.web(UNIX, "mode: static", "max: 2", more));
    assertEquals("pool web: new edition (may-listen, worker)", stage.control("reload"));
    daemon.log().await("pool=web listens on unix:");
    assertEquals(0, daemon.log().count("gets none"));
  }

  @Test
  void anUpgradeKeepsIt() throws IOException {
    Preforkd daemon = stage.start(Workers.web(TCP, "mode: static", "max: 1", ALLOWED));
    stage.control("upgrade");
    Child killed = daemon.idleChild("web", 0);
    killed.signal("KILL");
    assertTrue(curl(daemon).startsWith("0 told by "));
    assertEquals(1, daemon.log().count(OPENED));
    assertEquals(0, daemon.log().count("EADDRINUSE"));
    assertEquals(0, daemon.stop());
    assertThrows(ConnectException.class, () -> Client.to(daemon.port("STATUS")));
  }

  @Test
  void aChildThatAsksForThingsThatAreNoneIsToldWhy() throws IOException {
    String worker = LISTEN + "'localhost:@STATUS@']}";
    Preforkd daemon = stage.start(Workers.web(worker, "mode: static", "max: 1", ALLOWED));
    daemon
        .log()
        .await("listen.py: no status port: \"localhost:\\d+\" is no address; give an IP address");
    assertEquals(List.of(), daemon.log().matching("broke the protocol"));
  }

  /** By a real client, which waits while a child is on its way. */
  private static String curl(Preforkd daemon) throws IOException {
    Finished curl =
        Finished.run(
            "curl", "-sS", "--max-time", "20", "http://127.0.0.1:" + daemon.port("STATUS"));
    assertEquals(0, curl.exitCode(), curl.toString());
    return curl.output().strip();
  }
}
