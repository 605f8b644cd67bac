package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Children in Java ask the daemon for a socket beside their pool's. */
class ListenInJavaTest {
  private static final String TCP = "127.0.0.1:@STATUS@";
  private static final String UNIX = "unix:@DIR@/status.sock";
  private static final String ALLOWED = "may-listen: ['" + TCP + "']";
  private static final String OPENED = "pool=web listens on 127.0.0.1:\\d+ for its children";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void twoChildrenShareTheSocketFromTheirStartOn() throws IOException {
    Preforkd daemon = stage.start(web(TCP, "max: 2", ALLOWED));
    Child one = daemon.idleChild("web", 0);
    Child other = daemon.idleChild("web", 1);
    one.signal("STOP");
    assertEquals("" + other.pid(), told(daemon));
    one.signal("CONT");
    other.signal("STOP");
    assertEquals("" + one.pid(), told(daemon));
    other.signal("CONT");
    assertEquals(1, daemon.log().count(OPENED));
  }

  @Test
  void aConnectionMayAskForIt() throws IOException {
    Preforkd daemon = stage.start(web(TCP, "max: 1", ALLOWED));
    assertAsksOften(daemon);
  }

  @Test
  void manyConnectionsAtATimeMayAskForIt() throws IOException {
    Preforkd daemon = stage.start(web(TCP, "max: 1", "concurrency: 4", ALLOWED));
    assertAsksOften(daemon);
  }

  @Test
  void aChildThatLeavesClosesItAndItsNeighbourGoesOn() throws IOException {
    Preforkd daemon = stage.start(web(TCP, "max: 2", ALLOWED));
    Child left = daemon.idleChild("web", 0);
    stage.control("recycle", "web", "all");
    daemon.log().await(2, "listens no more: java.nio.channels.AsynchronousCloseException");
    Patience.until("a successor", () -> daemon.idleChild("web", 0).pid() != left.pid());
    assertTrue(told(daemon).matches("\\d+"));
    assertEquals(1, daemon.log().count(OPENED));
    assertEquals(0, daemon.log().count("EADDRINUSE"));
  }

  @Test
  void theSuccessorOfAKilledChildHasIt() throws IOException {
    Preforkd daemon = stage.start(web(TCP, "max: 1", ALLOWED));
    Child killed = daemon.idleChild("web", 0);
    killed.signal("KILL");
    assertTrue(told(daemon).matches("\\d+"));
    assertEquals(1, daemon.log().count(OPENED));
  }

  @Test
  void whatIsRefusedIsThrownWithTheReason() throws IOException {
    Preforkd daemon = stage.start(web(TCP, "max: 1", "may-listen: ['" + UNIX + "']"));
    String refusal =
        "may-listen of pool web does not allow 127.0.0.1:"
            + daemon.port("STATUS")
            + "; add it there";
    daemon.log().await("listens not: java.io.IOException: " + refusal);
    assertEquals(refusal, Client.to(daemon.port()).readAll());
    assertThrows(ConnectException.class, () -> Client.to(daemon.port("STATUS")));
  }

  @Test
  void whatIsNoAddressIsRefused() throws IOException {
    Preforkd daemon = stage.start(web("127.0.0.1:1 localhost:1 here", "max: 1"));
    daemon.log().await("listens not: java.io.IOException: .*does not allow 127.0.0.1:1; add it");
    daemon.log().await("listens not: java.io.IOException: \"localhost:1\" is no address; give");
    daemon
        .log()
        .await("listens not: java.lang.IllegalArgumentException: \"here\" is no address; give");
  }

  @Test
  void aReloadThatAllowsItReplacesTheChildren() throws IOException {
    Preforkd daemon = stage.start(web(UNIX, "max: 1"));
    daemon.log().await("listens not: .*does not allow unix:");
    stage.rewrite(daemon, web(UNIX, "max: 1", "may-listen: ['" + UNIX + "']"));
    assertEquals("pool web: new edition (may-listen)", stage.control("reload"));
    Path socket = daemon.file("status.sock");
    daemon.log().await("pool=web listens on unix:" + socket);
    assertTrue(Client.to(socket).readAll().matches("\\d+"));
    assertEquals("listens at " + socket, Client.to(daemon.port()).readAll());
  }

  @Test
  void anAbstractNameIsAnAddressToo() throws IOException {
    String name = "unix:@preforkd-test-@STATUS@";
    Preforkd daemon = stage.start(web(name, "max: 1", "may-listen: ['" + name + "']"));
    assertTrue(Client.to(daemon.port()).readAll().startsWith("listens at"));
    assertEquals(0, daemon.log().count("listens no"));
  }

  private static void assertAsksOften(Preforkd daemon) throws IOException {
    for (int i = 0; i < 10; i++) {
      assertEquals(
          "listens at /127.0.0.1:" + daemon.port("STATUS"), Client.to(daemon.port()).readAll());
    }
  }

  private static String told(Preforkd daemon) throws IOException {
    return Client.to(daemon.port("STATUS")).readAll();
  }

  private static String web(String addresses, String... keys) {
    String worker =
        "{java: io.preforkd.system.handler.Listens, class-path: ['@CLASSES@'], settings: {at: '"
            + addresses
            + "'}}";
    String[] all = new String[keys.length + 1];
    all[0] = "mode: static";
    System.arraycopy(keys, 0, all, 1, keys.length);
    return Workers.web(worker, all);
  }
}
