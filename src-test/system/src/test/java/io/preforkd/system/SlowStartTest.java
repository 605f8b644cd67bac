package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A child in Java that is still in its handler's start hears its parent. All time limits are far
 * beyond what the tests wait for.
 */
class SlowStartTest {
  private static final String HANGS =
      "{java: io.preforkd.system.handler.HangsInStart, class-path: [\"@CLASSES@\"]}";
  private static final String[] TWO = {"mode: static", "max: 2", "start-timeout: 1h"};

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void killingTheDaemonEndsTheChildrenAndFreesThePort() throws IOException {
    Preforkd first = launch();
    List<Child> orphans = first.children("web");
    assertEquals(2, orphans.size());
    first.signal("KILL");
    assertEquals(128 + 9, first.exitCode());
    orphans.forEach(Child::awaitEnd);
    Preforkd second = stage.successor(first, Workers.web(Workers.JAVA));
    assertTrue(Client.get(second.port()).endsWith("hello\n"));
  }

  @Test
  void stoppingTheDaemonEndsTheChildrenWithoutWaitingForThem() throws IOException {
    Preforkd daemon = launch();
    assertEquals(0, daemon.stop());
    assertEquals(2, daemon.log().count("ended: exit code 0 while starting, asked to stop"));
    assertEquals(0, daemon.log().count("gets TERM|gets KILL|stop was called"));
  }

  private Preforkd launch() throws IOException {
    Preforkd daemon = stage.launch("stop-timeout: 1h\n" + Workers.web(HANGS, TWO));
    daemon.log().await(2, "\\| in my start");
    return daemon;
  }
}
