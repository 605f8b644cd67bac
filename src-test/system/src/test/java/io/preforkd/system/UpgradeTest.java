package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Metrics;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another program takes the place of the daemon, with its sockets and its children. */
class UpgradeTest {
  private static final int FAILED = 1;
  private static final String DONE = "preforkd \\S+ has taken over \\d+ children after \\d+ ms";
  private static final String[] THREE = {"mode: static", "max: 3"};

  /** Starts once there is a file. */
  private static final String LATE =
      "{command: [sh, -c, 'until test -e @DIR@/go; do sleep 0.01; done;"
          + " exec perl @IMAGE@/worker-api/examples/perl/hello.pl']}";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void nobodyFailsAndEveryChildStays() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(Workers.JAVA, THREE)
                + Workers.pool("stock", "127.0.0.1:@STOCK@", Workers.PERL, THREE));
    List<Child> before = daemon.children("web");
    try (Load web = Load.of(4, () -> Client.to(daemon.port()));
        Load stock = Load.of(2, () -> Client.to(daemon.port("STOCK")))) {
      for (int i = 0; i < 2; i++) {
        web.awaitServed(50);
        String done = stage.control("upgrade");
        assertTrue(done.matches(DONE), done);
        stock.awaitServed(50);
      }
      web.awaitServed(50);
      assertEquals(List.of(), web.stop().failures());
      assertEquals(List.of(), stock.stop().failures());
      daemon.awaitFinished("web", "served", (int) web.served());
      daemon.awaitFinished("stock", "served", (int) stock.served());
    }
    assertEquals(pids(before), pids(daemon.children("web")));
    assertEquals(0, daemon.metrics().finished("web", "lost"));
    assertFalse(daemon.log().count("slot=.* ended:") > 0);
  }

  private static List<Long> pids(List<Child> children) {
    return children.stream().map(Child::pid).toList();
  }

  @Test
  void aConnectionInHandIsServedByAnyKindOfWorker() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(Workers.JAVA, THREE)
                + Workers.pool("stock", "127.0.0.1:@STOCK@", Workers.PERL, THREE));
    try (Client web = Client.holding(daemon.port());
        Client stock = Client.holding(daemon.port("STOCK"))) {
      daemon.awaitAccepted("web", 1);
      daemon.awaitAccepted("stock", 1);
      stage.control("upgrade");
      daemon.awaitWorkers("web", "busy", 1);
      daemon.awaitWorkers("stock", "busy", 1);
      assertTrue(web.finish().endsWith("hello\n"));
      assertTrue(stock.finish().endsWith("hello\n"));
    }
    daemon.awaitWorkers("web", "idle", 3);
    daemon.awaitWorkers("stock", "idle", 3);
    daemon.awaitFinished("web", "served", 1);
    daemon.awaitFinished("stock", "served", 1);
  }

  @Test
  void usr2UpgradesAndWhatWasOrderedAndCountedStays() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, "max: 4", "start: 2"));
    Client.get(daemon.port());
    stage.control("scale", "web", "3");
    Metrics before = daemon.metrics();
    daemon.signal("USR2");
    daemon.log().await("upgrade done after \\d+ ms: preforkd .*, 3 children");
    assertTrue(stage.control("status").contains("held at 3"));
    assertEquals(before.accepted("web"), daemon.metrics().accepted("web"));
    stage.control("scale", "web", "auto");
    assertEquals("nothing has changed", stage.control("reload"));
    stage.rewrite(daemon, Workers.web(Workers.JAVA, "max: 4", "start: 2"));
    assertEquals("pool web: new edition (worker)", stage.control("reload"));
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void theConfigurationInForceStaysAlsoIfTheFileIsBroken() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, THREE));
    stage.rewrite(daemon, "pools: [");
    daemon.signal("USR2");
    daemon.log().await("upgrade done");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    daemon.awaitWorkers("web", "idle", 3);
  }

  @Test
  void aProgramThatCannotStartIsToldOfAndTheOldOneGoesOn() throws IOException {
    Path launcher = stage.linkToLauncher();
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, THREE));
    replace(launcher, "echo 'no such luck' >&2; exit 69");
    Finished refused = stage.ctlBy(Image.launcher(), "upgrade");
    assertEquals(FAILED, refused.exitCode());
    assertTrue(refused.output().contains("exit code 69: no such luck"), refused.output());
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    assertTrue(stage.ctlBy(Image.launcher(), "status").output().contains("ready"));
  }

  @Test
  void aProgramThatCannotTakeOverGoesBackToTheOldOne() throws IOException {
    Path launcher = stage.linkToLauncher();
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, THREE));
    List<Child> before = daemon.children("web");
    replace(
        launcher,
        Image.launcher() + " \"$@\" | sed 's/preforkd.nofile=[0-9a-z]*/preforkd.nofile=nonsense/'");
    try (Load load = Load.of(2, () -> Client.to(daemon.port()))) {
      load.awaitServed(20);
      Finished refused = stage.ctlBy(Image.launcher(), "upgrade");
      assertEquals(FAILED, refused.exitCode(), refused.toString());
      assertTrue(refused.output().contains("preforkd.nofile is nonsense"), refused.output());
      load.awaitServed(20);
      assertEquals(List.of(), load.stop().failures());
    }
    daemon.log().await("upgrade failed: .*nonsense.*; preforkd .* goes on");
    assertEquals(pids(before), pids(daemon.children("web")));
  }

  private static void replace(Path launcher, String script) throws IOException {
    Files.delete(launcher);
    Files.writeString(launcher, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void childrenOfAnOldEditionFinishFirst() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, THREE));
    try (Client held = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      stage.control("reload", "--all");
      stage.control("upgrade", "--no-wait");
      daemon.log().await("upgrade: waits until old editions have ended: pools \\[web\\]");
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
      assertTrue(held.finish().endsWith("hello\n"));
    }
    daemon.log().await("upgrade done");
    daemon.awaitFinished("web", "served", 2);
  }

  @Test
  void aDaemonThatHasDroppedRootReloadsAndUpgrades() throws IOException {
    assumeTrue(Finished.run("id", "-u").output().strip().equals("0"), "only root can drop it");
    Preforkd daemon = stage.start("user: nobody\n" + Workers.web(Workers.PERL, THREE));
    assertEquals("nothing has changed", stage.control("reload"));
    String done = stage.control("upgrade");
    assertTrue(done.matches(DONE), done);
    assertTrue(stage.control("status").contains("ready"));
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  /** Signals are not lost, whichever program hears them. */
  @Test
  void aTermThatComesWhileTheNewProgramTakesOverStopsIt() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, THREE));
    stage.control("upgrade", "--no-wait");
    daemon.log().await("takes over from");
    assertEquals(0, daemon.stop());
  }

  @Test
  void aHupThatComesWhileTheNewProgramTakesOverIsObeyedByIt() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, THREE));
    stage.control("upgrade", "--no-wait");
    daemon.log().await("takes over from");
    daemon.signal("HUP");
    daemon.log().await("reload done after \\d+ ms: nothing has changed");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void aHupThatWaitsForAReloadAndBehindAnUpgradeIsObeyed() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, THREE));
    stage.rewrite(daemon, Workers.web(LATE, THREE));
    daemon.signal("HUP");
    daemon.log().await("pool=web gets a new edition"); // it has read its file
    stage.rewrite(daemon, Workers.web(Workers.PERL, THREE));
    stage.control("upgrade", "--no-wait");
    daemon.signal("HUP");
    stage.write("go", "");
    daemon.log().await("upgrade done after \\d+ ms");
    daemon.log().await(2, "reload done after \\d+ ms: pool web: new edition \\(worker\\)");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void noDescriptorIsLeftBehindAndTheSocketFileGoesAtTheEnd() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.ADMIN
                + "pools:\n"
                + Workers.pool("web", "\"unix:@DIR@/web.sock\"", Workers.JAVA, THREE));
    // The one that makes an archive has pipes, and an upgrade ends it without a word.
    daemon.awaitArchive(1, "(accepted|made)");
    stage.control("upgrade");
    daemon.awaitArchive(2, "(accepted|made)");
    int before = lasting(daemon);
    stage.control("upgrade");
    stage.control("ping");
    Patience.until("as many descriptors as before", () -> lasting(daemon) == before);
    try (Client client = Client.to(daemon.file("web.sock"))) {
      assertTrue(client.finish().endsWith("hello\n"));
    }
    assertEquals(0, daemon.stop());
    assertFalse(Files.exists(daemon.file("web.sock")));
  }

  /** Those of jars come and go with the classes that are loaded. */
  private static int lasting(Preforkd daemon) {
    return (int)
        daemon.process().descriptors().values().stream()
            .filter(target -> target.matches("(socket|pipe|/memfd|anon_inode).*"))
            .count();
  }
}
