package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A running daemon is given another configuration. */
class ReloadTest {
  private static final int FAILED = 1;
  private static final int CONFIG = 78;
  private static final String[] SIZES = {
    "min: 1", "max: 4", "start: 2", "min-spare: 1", "max-spare: 4"
  };

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void aChangedWorkerTakesOverUnderLoadAndNobodyFails() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, SIZES));
    try (Load load = Load.of(4, () -> Client.to(daemon.port()))) {
      load.awaitServed(50);
      stage.rewrite(daemon, Workers.web(Workers.JAVA, SIZES));
      assertEquals("pool web: new edition (worker)", stage.control("reload"));
      load.awaitServed(50);
      stage.rewrite(daemon, Workers.web(Workers.PERL, SIZES));
      assertEquals("pool web: new edition (worker)", stage.control("reload"));
      load.awaitServed(50);
      assertEquals(List.of(), load.stop().failures());
      daemon.awaitFinished("web", "served", (int) load.served());
    }
    assertEquals(0, daemon.metrics().finished("web", "lost"));
  }

  @Test
  void aNewEditionComesInBatchesAndTheOldOneLeavesForThem() throws IOException {
    Preforkd daemon =
        stage.start("log: {level: debug}\n" + Workers.web(Workers.PERL, "mode: static", "max: 4"));
    stage.control("reload", "--all");
    daemon.log().await("pool=web is served by its new edition, 4 children after");
    assertEquals(4, daemon.log().count("gen=[5-8] .* started: held"));
    assertEquals(0, daemon.log().count("gen=([5-9]|1\\d) .* started: minimum"));
  }

  @Test
  void reloadOfAllReplacesEveryChildAndCountsOn() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, SIZES));
    Client.get(daemon.port());
    Child before = daemon.child("web", 0);
    for (int i = 0; i < 5; i++) {
      stage.control("reload", "--all");
    }
    daemon.log().await("ended: .* replaced by a reload");
    assertTrue(daemon.child("web", 0).pid() != before.pid());
    Client.get(daemon.port());
    daemon.awaitAccepted("web", 2);
  }

  @Test
  void reloadsThatWaitForTheirTurnAreOne() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, SIZES));
    Path gate = daemon.file("gate");
    String late = "until [ -e '" + gate + "' ]; do sleep 0.02; done; ";
    String worker = "exec perl @IMAGE@/worker-api/examples/perl/hello.pl";
    stage.rewrite(daemon, Workers.web("{command: [sh, -c, \"" + late + worker + "\"]}", SIZES));
    stage.control("reload", "--no-wait");
    daemon.log().await("pool=web gets a new edition: worker");
    for (int i = 0; i < 5; i++) {
      stage.control("reload", "--all", "--no-wait");
    }
    Files.createFile(gate);
    daemon.log().await("reload done after \\d+ ms: pool web: new edition .asked for");
    assertEquals("nothing has changed", stage.control("reload"));
    assertEquals(3, daemon.log().count("reload done after"));
  }

  @Test
  void aHeldConnectionIsServedToItsEndByTheOldEdition() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, SIZES));
    try (Client held = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      stage.control("reload", "--all");
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
      assertTrue(held.finish().endsWith("hello\n"));
    }
    daemon.log().await("pool=web an edition that is no longer in force has ended");
  }

  @Test
  void sizesChangeInPlace() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, SIZES));
    Child first = daemon.child("web", 0);
    stage.rewrite(daemon, Workers.web(Workers.PERL, "mode: static", "max: 3"));
    stage.control("reload");
    daemon.awaitWorkers("web", "idle", 3);
    assertEquals(first.pid(), daemon.child("web", 0).pid());
    daemon.log().await("pool=web changes in place: .*mode.*; mode=static min=3 max=3");
  }

  @Test
  void hupReloadsAndWhatHasNotChangedStays() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, SIZES));
    Child first = daemon.child("web", 0);
    daemon.signal("HUP");
    daemon.log().await("reload done after \\d+ ms: nothing has changed");
    assertEquals(first.pid(), daemon.child("web", 0).pid());
  }

  @Test
  void poolsAndListenersComeAndGo() throws IOException {
    String web = Workers.web(Workers.PERL, SIZES);
    Preforkd daemon = stage.start(web);
    stage.rewrite(
        daemon,
        web.replace("listen: 127.0.0.1:@PORT@", "listen: ['127.0.0.1:@PORT@', 'unix:@DIR@/w.sock']")
            + Workers.pool("more", "unix:@DIR@/more.sock", Workers.PERL));
    stage.control("reload");
    assertTrue(get(daemon.file("w.sock")).endsWith("hello\n"));
    assertTrue(get(daemon.file("more.sock")).endsWith("hello\n"));
    stage.rewrite(daemon, web);
    assertEquals("pool web: new edition (listen); pool more: removed", stage.control("reload"));
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    daemon.log().await("pool=more stopped|pool=more an edition that is no longer in force");
    assertFalse(Files.exists(daemon.file("more.sock")));
  }

  @Test
  void aPoolThatComesBackKeepsTheChildrenThatStillServe() throws IOException {
    String web = Workers.web(Workers.PERL, SIZES);
    String both = web + Workers.pool("more", "unix:@DIR@/more.sock", Workers.PERL, SIZES);
    Preforkd daemon = stage.start(both);
    try (Client held = Client.to(daemon.file("more.sock")).hold()) {
      daemon.awaitAccepted("more", 1);
      stage.rewrite(daemon, web);
      assertEquals("pool more: removed", stage.control("reload"));
      daemon.awaitWorkers("more", "leaving", 1);
      daemon.awaitWorkers("more", "idle", 0);
      stage.rewrite(daemon, both);
      assertEquals("pool more: added", stage.control("reload"));
      assertEquals(1, daemon.metrics().workers("more", "leaving"));
      assertTrue(get(daemon.file("more.sock")).endsWith("hello\n"));
      daemon.signal("TERM");
      daemon.log().await("pool=more takes no new connections");
      assertTrue(held.finish().endsWith("hello\n"));
    }
    assertEquals(0, daemon.exitCode());
    daemon.log().await("pool=more .*slot=\\d+ gen=[12] .*ended: .* connections=1 lost=0");
  }

  @Test
  void aPoolForWhoseFirstChildThereIsNoRoomIsNotWaitedForForEver() throws IOException {
    String web = Workers.web(Workers.PERL, "mode: static", "max: 2");
    String[] one = {"mode: on-demand", "max: 1", "start-timeout: 500ms"};
    String both = web + Workers.pool("more", "unix:@DIR@/more.sock", Workers.PERL, one);
    Preforkd daemon = stage.start("max-children: 2\n" + web);
    stage.rewrite(daemon, "max-children: 2\n" + both);
    Finished failed = stage.ctl("reload");
    assertEquals(FAILED, failed.exitCode(), failed.toString());
    String why = "no child could be started within start-timeout: max-children, 2, leaves no room";
    assertTrue(failed.output().contains("pool more: " + why), failed.output());
    daemon.log().await("pool=more is not opened: " + why);
    stage.rewrite(daemon, "max-children: 3\n" + both.replace("500ms", "60s"));
    assertEquals("max-children; pool more: added", stage.control("reload"));
    assertTrue(get(daemon.file("more.sock")).endsWith("hello\n"));
  }

  @Test
  void aSocketFileOutlivesTheEditionThatMadeIt() throws IOException {
    String yaml =
        Workers.ADMIN + "pools:\n" + Workers.pool("web", "unix:@DIR@/w.sock", Workers.PERL, SIZES);
    Preforkd daemon = stage.start(yaml);
    stage.control("reload", "--all");
    daemon.log().await("pool=web an edition that is no longer in force has ended");
    assertTrue(get(daemon.file("w.sock")).endsWith("hello\n"));
    stage.rewrite(
        daemon,
        yaml.replace(
            "listen: unix:@DIR@/w.sock", "listen: {address: 'unix:@DIR@/w.sock', mode: '0666'}"));
    stage.control("reload");
    assertEquals(
        "rw-rw-rw-",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.file("w.sock"))));
  }

  private static String get(Path socket) throws IOException {
    try (Client client = Client.to(socket)) {
      return client.finish();
    }
  }

  @Test
  void aFaultyFileChangesNothingAndEveryFaultIsTold() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, SIZES));
    Child first = daemon.child("web", 0);
    stage.rewrite(daemon, Workers.web("{java: no.such.Class}", "max: 0", "min-spar: 1"));
    Finished refused = stage.ctl("reload");
    assertEquals(CONFIG, refused.exitCode());
    assertTrue(refused.output().contains("max"), refused.output());
    assertTrue(refused.output().contains("min-spar"), refused.output());
    stage.rewrite(daemon, Workers.web("{java: no.such.Class}", SIZES));
    refused = stage.ctl("reload");
    assertEquals(CONFIG, refused.exitCode());
    assertTrue(refused.output().contains("no class no.such.Class"), refused.output());
    assertEquals(first.pid(), daemon.child("web", 0).pid());
    assertEquals(0, daemon.metrics().value("preforkd_config_last_reload_successful"));
  }

  @Test
  void aNewEditionThatExitsAtItsStartIsUndone() throws IOException {
    undone("{command: [/bin/false]}", "3 children in a row died young");
  }

  @Test
  void aNewEditionThatSaysThatAnotherTryIsOfNoUseIsUndone() throws IOException {
    undone("{command: [/bin/sh, -c, exit 78]}", "exit code 78");
  }

  @Test
  void aNewEditionThatIsNeverIdleIsUndone() throws IOException {
    undone("{command: [/bin/sleep, 600]}", "not idle within start-timeout");
  }

  private void undone(String worker, String why) throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, SIZES));
    Child first = daemon.child("web", 0);
    try (Load load = Load.of(2, () -> Client.to(daemon.port()))) {
      load.awaitServed(20);
      String[] quick = Arrays.copyOf(SIZES, SIZES.length + 1);
      quick[SIZES.length] = "start-timeout: 500ms";
      stage.rewrite(daemon, Workers.web(worker, quick));
      Finished failed = stage.ctl("reload");
      assertEquals(FAILED, failed.exitCode(), failed.toString());
      assertTrue(failed.output().contains(why), failed.output());
      load.awaitServed(20);
      assertEquals(List.of(), load.stop().failures());
    }
    assertEquals(first.pid(), daemon.child("web", 0).pid());
    daemon.log().await("pool=web keeps its old edition, since the new one fails: .*" + why);
  }

  @Test
  void whatCannotChangeIsNamed() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, SIZES));
    stage.rewrite(daemon, "memory-pressure: off\n" + Workers.web(Workers.PERL, SIZES));
    Finished refused = stage.ctl("reload");
    assertEquals(CONFIG, refused.exitCode());
    assertTrue(
        refused.output().contains("memory-pressure: cannot change while preforkd runs"),
        refused.output());
  }
}
