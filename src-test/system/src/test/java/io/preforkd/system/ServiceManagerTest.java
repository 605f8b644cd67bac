package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.DaemonLog;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Manager;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service manager hears by NOTIFY_SOCKET, and what he keeps for the next daemon. */
class ServiceManagerTest {
  private static final String RELOADING = "^RELOADING=1\\|MONOTONIC_USEC=\\d+$";

  private static final String BEAT = "^WATCHDOG=1$";
  private static final String[] ONE = {"mode: static", "max: 1"};

  @RegisterExtension final Stage stage = new Stage();

  private Manager manager;
  private DaemonLog heard;

  private void manage(String socket) throws IOException {
    manager = Manager.at(socket);
    heard = manager.heard();
    stage.environment("NOTIFY_SOCKET", socket);
  }

  @AfterEach
  void endManager() {
    manager.close();
  }

  private static String ready(Preforkd daemon) {
    return "^READY=1\\|MAINPID=" + daemon.process().pid() + "$";
  }

  @Test
  void hearsOfStartReloadUpgradeAndStop() throws IOException {
    manage(stage.folder().resolve("notify").toString());
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, "mode: static", "max: 2"));
    heard.await(ready(daemon));
    heard.await("^STATUS=pool=web idle=2 busy=0 starting=0 leaving=0 total=2/2 backlog=0$");
    daemon.signal("HUP");
    heard.await(RELOADING);
    heard.await(2, ready(daemon));
    daemon.signal("USR2");
    heard.await(2, RELOADING);
    heard.await(3, ready(daemon));
    stage.rewrite(daemon, "pools: [");
    daemon.signal("HUP");
    heard.await(4, ready(daemon));
    heard.await("^STATUS=pool=web .*; the last reload failed: ");
    assertEquals(0, daemon.stop());
    heard.await("^STOPPING=1$");
    assertEquals(4, heard.count("^READY=1"));
  }

  @Test
  void isNotLeftWithAnUpgradeThatFails() throws IOException {
    manage("@preforkd-" + UUID.randomUUID());
    Path launcher = stage.linkToLauncher();
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, ONE));
    heard.await(ready(daemon));
    Files.delete(launcher);
    assertEquals(1, stage.ctlBy(Image.launcher(), "upgrade").exitCode());
    heard.await(RELOADING);
    heard.await(2, ready(daemon));
    heard.await("^STATUS=pool=web .*; the last upgrade failed: ");
  }

  @Test
  void hearsSignsOfLifeAlsoOfTheProgramThatTakesOver() throws IOException {
    manage("@preforkd-" + UUID.randomUUID());
    stage.environment("WATCHDOG_USEC", "200000");
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, ONE));
    heard.await(ready(daemon));
    heard.await(3, BEAT);
    stage.control("upgrade");
    heard.await(2, ready(daemon));
    heard.await(heard.count(BEAT) + 3, BEAT);
  }

  @Test
  void keepsTheSocketsOverARestartAndNotOverTheEnd() throws IOException {
    keep();
    String pool = Workers.web(Workers.PERL, ONE);
    Preforkd daemon = stage.start(pool);
    heard.await("^FDSTORE=1\\|FDNAME=preforkd.pool.web$");
    heard.await(ready(daemon));
    assertEquals(0, daemon.stop());
    assertEquals(0, heard.count("^FDSTOREREMOVE=1"));
    stage.start(pool);
    heard.await(2, "^FDSTORE=1\\|FDNAME=preforkd.pool.web$");
    stage.control("stop");
    heard.await("^FDSTOREREMOVE=1\\|FDNAME=preforkd.pool.web$");
  }

  /** Nobody is refused while a long scan holds up the end of the old one. */
  @Test
  void spamdKeepsItsSocketOverARestart() throws IOException {
    String socket = keep();
    stage.asSpamd();
    Preforkd first = stage.startBy("-s", "stderr", "-i", "127.0.0.1:@PORT@");
    heard.await("^FDSTORE=1\\|FDNAME=preforkd.pool.spamd$");
    try (Client held = Client.holding(first.port())) {
      first.log().await("prefork: child states: (BI|IB)$");
      first.signal("TERM");
      first.log().await("spamd: server killed by SIGTERM, shutting down$");
      try (Client waits = Client.to(first.port()).ask()) {
        assertTrue(held.finish().endsWith("hello\n"));
        assertEquals(0, first.exitCode());
        stage.by("python3", stage.worker("handed-over.py"), socket);
        Preforkd second = stage.startBy("-s", "stderr", "-i", "127.0.0.1:" + first.port());
        assertTrue(waits.readAll().endsWith("hello\n"));
        assertEquals(0, second.stop());
      }
    }
  }

  /** What has become of this daemon's sockets is handed over to whoever is started next. */
  private void endOf(Preforkd daemon, String socket) {
    heard.await("^FDSTORE=1\\|FDNAME=preforkd.pool.web$");
    assertEquals(0, daemon.stop());
    stage.by("python3", stage.worker("handed-over.py"), socket);
  }

  /** Who came while nobody ran is served. */
  @ParameterizedTest
  @CsvSource({
    "web,   127.0.0.1:@PORT@",
    "other, 127.0.0.1:@PORT@",
    "web,   unix:@DIR@/web.sock",
    "other, unix:@DIR@/web.sock"
  })
  void theNextDaemonGoesOnWithWhatIsAtItsAddress(String name, String address) throws IOException {
    String socket = keep();
    Preforkd first = stage.start(Workers.ADMIN + "pools:\n" + pool("web", address, ONE));
    endOf(first, socket);
    try (Client one = clientOf(first, address);
        Client another = clientOf(first, address)) {
      String next = pool(name, address, ONE);
      Preforkd second = stage.successor(first, Workers.ADMIN + "pools:\n" + next);
      assertTrue(one.finish().endsWith("hello\n"));
      assertTrue(another.finish().endsWith("hello\n"));
      assertEquals(0, second.stop());
    }
  }

  private String keep() throws IOException {
    String socket = "@preforkd-" + UUID.randomUUID();
    manage(socket);
    stage.environment("FDSTORE", "2");
    return socket;
  }

  private static String pool(String name, String address, String... keys) {
    return Workers.pool(name, "'" + address + "'", Workers.PERL, keys);
  }

  private static Client clientOf(Preforkd daemon, String address) throws IOException {
    return address.startsWith("unix:")
        ? Client.to(daemon.file("web.sock"))
        : Client.to(daemon.port());
  }

  /** A socket at nearly the same address, or opened in another way, would be refused. */
  @ParameterizedTest
  @CsvSource({
    "'*:@PORT@',       lowest-idle, {java: io.preforkd.example.Hello}",
    "127.0.0.1:@PORT@, reuse-port,  {java: io.preforkd.example.Hello}",
    "127.0.0.1:@PORT@, lowest-idle, {thread: io.preforkd.example.Hello}"
  })
  void whatTheNextDaemonCannotGoOnWithIsNotInItsWay(String address, String dispatch, String worker)
      throws IOException {
    String socket = keep();
    Preforkd first = stage.start(Workers.web(Workers.PERL, ONE));
    endOf(first, socket);
    String[] keys = {"mode: static", "max: 1", "dispatch: " + dispatch};
    String next = Workers.pool("web", "'" + address + "'", worker, keys);
    Preforkd second = stage.successor(first, Workers.ADMIN + "pools:\n" + next);
    heard.await("^FDSTOREREMOVE=1\\|FDNAME=preforkd.pool.web$");
    assertTrue(Client.get(second.port()).endsWith("hello\n"));
    assertEquals(0, second.stop());
  }

  @Test
  void aPoolThatCannotComeUpDoesNotHoldTheStartUp() throws IOException {
    manage("@preforkd-" + UUID.randomUUID());
    String broken =
        Workers.pool(
            "broken",
            "127.0.0.1:@OTHER@",
            "{command: ['false']}",
            "max: 1",
            "give-up: {failures: 1}");
    Preforkd daemon = stage.launch(Workers.web(Workers.PERL, ONE) + broken);
    heard.await(ready(daemon));
    heard.await("^STATUS=pool=web .*; not ready: broken$");
    assertEquals(0, daemon.stop());
  }

  /** Whoever waits for READY reads the pidfile; children are none of the manager's business. */
  @Test
  void spamdIsReadyOnceThereIsAPidfile() throws IOException {
    manage("@preforkd-" + UUID.randomUUID());
    stage.asSpamd();
    Preforkd spamd =
        stage.startBy("-i", "127.0.0.1:@PORT@", "-s", "stderr", "--pidfile", "@DIR@/spamd.pid");
    heard.await(ready(spamd));
    assertTrue(Files.exists(spamd.file("spamd.pid")));
    Patience.until("two children", () -> spamd.process().children().size() >= 2);
    for (ProcessView child : spamd.process().children()) {
      assertFalse(child.environment().containsKey("NOTIFY_SOCKET"));
    }
    spamd.signal("HUP");
    heard.await(RELOADING);
    heard.await(2, ready(spamd));
    assertEquals(0, spamd.stop());
    heard.await("^STOPPING=1$");
  }
}
