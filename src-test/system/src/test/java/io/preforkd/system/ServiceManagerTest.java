package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/** What a service manager hears by NOTIFY_SOCKET. */
class ServiceManagerTest {
  private static final String RELOADING = "^RELOADING=1\\|MONOTONIC_USEC=\\d+$";

  private static final String BEAT = "^WATCHDOG=1$";

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
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, "mode: static", "max: 1"));
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
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, "mode: static", "max: 1"));
    heard.await(ready(daemon));
    heard.await(3, BEAT);
    stage.control("upgrade");
    heard.await(2, ready(daemon));
    heard.await(heard.count(BEAT) + 3, BEAT);
  }

  @Test
  void keepsTheSocketsOverARestartAndNotOverTheEnd() throws IOException {
    manage("@preforkd-" + UUID.randomUUID());
    stage.environment("FDSTORE", "2");
    String pool = Workers.web(Workers.PERL, "mode: static", "max: 1");
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
