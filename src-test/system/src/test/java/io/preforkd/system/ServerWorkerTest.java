package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers of the kind {@code server}: programs that know LISTEN_FDS, and nothing of preforkd. */
class ServerWorkerTest {
  private static final int FAILED = 1;
  private static final int CONFIG = 78;
  private static final int KILLED = 128 + 9;

  private static final String PLAIN =
      "{server: [python3, @IMAGE@/worker-api/examples/python/plain.py]}";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void allOfThemServe() throws IOException {
    Preforkd daemon = start(PLAIN);
    try (Load load = Load.of(4, () -> Client.to(daemon.port()))) {
      load.awaitServed(100);
      assertEquals(List.of(), load.stop().failures());
    }
    assertEquals(2, daemon.metrics().workers("web", "idle"));
    assertEquals(0, daemon.stop());
    assertEquals(2, daemon.log().count("ended: exit code 0 .* asked to stop"));
  }

  @Test
  void theirSocketBlocks() throws IOException {
    Preforkd daemon = start("{server: [perl, @WORKERS@/blocking.pl]}");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    assertEquals(2, daemon.log().count("\\| blocks"));
  }

  @Test
  void oneThatDiesIsReplaced() throws IOException {
    Preforkd daemon = start(PLAIN);
    daemon.child("web", 0).signal("KILL");
    daemon.log().await("slot=0 .* ended: SIGKILL while idle, nobody asked it to");
    daemon.awaitWorkers("web", "idle", 2);
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void aReloadLetsTheOldOnesFinish() throws IOException {
    Preforkd daemon = start(PLAIN);
    try (Client held = Client.holding(daemon.port())) {
      stage.control("reload", "--all");
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
      assertTrue(held.finish().endsWith("hello\n"));
    }
    daemon.log().await("gen=1 .* ended: exit code 0 while idle");
    daemon.log().await("gen=2 .* ended: exit code 0 while idle");
  }

  @Test
  void aBrokenNewEditionIsUndone() throws IOException {
    Preforkd daemon = start(PLAIN);
    stage.rewrite(daemon, yaml("{server: [sh, -c, exit 3]}"));
    assertEquals(FAILED, stage.ctl("reload").exitCode());
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void anUpgradeLeavesThemAlone() throws IOException {
    Preforkd daemon = start(PLAIN);
    List<Long> before = daemon.children("web").stream().map(Child::pid).toList();
    try (Client held = Client.holding(daemon.port())) {
      stage.control("upgrade");
      assertTrue(held.finish().endsWith("hello\n"));
    }
    assertEquals(before, daemon.children("web").stream().map(Child::pid).toList());
    assertEquals(0, daemon.stop());
  }

  @Test
  void anotherUpgradeWaitsUntilTheyAreReplaced() throws IOException {
    Preforkd daemon = start(PLAIN);
    stage.control("upgrade");
    Finished refused = stage.ctl("upgrade");
    assertEquals(FAILED, refused.exitCode());
    assertTrue(refused.toString().contains("ctl recycle web all"), refused.toString());
    assertEquals(0, daemon.log().count("gen=[12] .* ended"));
    stage.control("recycle", "web", "all");
    daemon.log().await("gen=[34] .* idle after");
    daemon.awaitWorkers("web", "idle", 2);
    stage.control("upgrade");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    assertEquals(0, daemon.log().count("SIGTERM|Traceback"));
  }

  @Test
  void onASocketFileTheyAreAskedToLeaveBeforeTheirAcceptsFail() throws IOException {
    String pool =
        Workers.pool(
            "web", "\"unix:@DIR@/web.sock\"", PLAIN, "dispatch: shared", "mode: static", "max: 2");
    Preforkd daemon = stage.start(Workers.ADMIN + "pools:\n" + pool);
    try (Client held = Client.to(daemon.file("web.sock")).hold()) {
      daemon.signal("TERM");
      daemon.log().await("TERM: stopping");
      assertTrue(held.finish().endsWith("hello\n"));
    }
    assertEquals(0, daemon.exitCode());
    assertEquals(2, daemon.log().count("ended: exit code 0 .* asked to stop"));
  }

  @Test
  void theyEndWhenTheDaemonIsKilled() throws IOException {
    Preforkd first = start(PLAIN);
    List<Child> orphans = first.children("web");
    try (Client held = Client.holding(first.port())) {
      first.signal("KILL");
      assertEquals(KILLED, first.exitCode());
      Preforkd second = stage.successor(first, yaml(PLAIN));
      assertTrue(Client.get(second.port()).endsWith("hello\n"));
      assertTrue(held.finish().endsWith("hello\n"));
    }
    orphans.forEach(Child::awaitEnd);
  }

  @Test
  void noOtherWorkerTakesItsPlaceByAReload() throws IOException {
    Preforkd daemon = start(PLAIN);
    stage.rewrite(daemon, yaml(Workers.PERL));
    Finished done = stage.ctl("reload");
    assertEquals(CONFIG, done.exitCode());
    assertTrue(done.toString().contains("a server's socket blocks"), done.toString());
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  private Preforkd start(String worker) throws IOException {
    Preforkd daemon = stage.start(yaml(worker));
    daemon.awaitWorkers("web", "idle", 2);
    return daemon;
  }

  private static String yaml(String worker) {
    return Workers.web(worker, "dispatch: shared", "mode: static", "max: 2");
  }
}
