package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.preforkd.system.harness.Admin;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the three probes say in each phase of a daemon's life, as the table under Health has it. */
class ProbesTest {
  private static final String[] ONE = {"mode: static", "max: 1"};
  private static final String MORE_IS_READY = "preforkd_pool_ready{pool=\"more\"}";

  @RegisterExtension final Stage stage = new Stage();

  private record Probes(int live, int ready, int started) {
    static final Probes SERVING = new Probes(200, 200, 200);
    static final Probes STARTING = new Probes(200, 503, 503);
    static final Probes NOT_SERVING = new Probes(200, 503, 200);

    static Probes of(Preforkd daemon) throws IOException {
      Admin admin = Admin.at(daemon.port("ADMIN"));
      return new Probes(
          admin.get("/livez").status(),
          admin.get("/readyz").status(),
          admin.get("/startupz").status());
    }
  }

  private static String startup(Preforkd daemon) throws IOException {
    return Admin.at(daemon.port("ADMIN")).get("/startupz").body();
  }

  @Test
  void starting() throws IOException {
    Preforkd daemon = stage.launch(Workers.web(Workers.rogue("waits-for"), ONE));
    daemon.child("web", 0);
    assertEquals(Probes.STARTING, Probes.of(daemon));
    assertEquals("starting\npool=web has no child that could serve\n", startup(daemon));
    Files.createFile(stage.folder().resolve("go"));
    daemon.awaitReady();
    assertEquals(Probes.SERVING, Probes.of(daemon));
    assertEquals("started\n", startup(daemon));
  }

  @Test
  void aStartThatHasFailedInOnePool() throws IOException {
    Preforkd daemon =
        stage.launch(
            Workers.web(Workers.PERL, ONE)
                + Workers.pool("other", "127.0.0.1:@OTHER@", "{command: [sh, -c, exit 78]}"));
    daemon.log().await("pool=other .*given up");
    daemon.idleChild("web", 0);
    assertEquals(Probes.STARTING, Probes.of(daemon));
    assertEquals("starting\npool=other has no child that could serve\n", startup(daemon));
  }

  @Test
  void aStartThatHasFailedInEveryPool() throws IOException {
    Preforkd daemon = stage.launch(Workers.web("{command: [sh, -c, exit 78]}", ONE));
    assertEquals(78, daemon.exitCode());
    assertThrows(ConnectException.class, () -> Probes.of(daemon));
  }

  @Test
  void aPoolThatHasLostItsChildren() throws IOException {
    String worker =
        "{command: [sh, -c, \"test -e @DIR@/spoilt && exit 1;"
            + " exec perl @IMAGE@/worker-api/examples/perl/hello.pl\"]}";
    Preforkd daemon = stage.start(Workers.web(worker, ONE));
    Files.createFile(stage.folder().resolve("spoilt"));
    daemon.child("web", 0).signal("KILL");
    daemon.log().await("pool=web is not ready");
    assertEquals(Probes.NOT_SERVING, Probes.of(daemon));
  }

  @Test
  void aReloadWhoseNewEditionIsNotUpYet() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, ONE));
    stage.rewrite(daemon, Workers.web(Workers.rogue("waits-for"), ONE));
    stage.control("reload", "--no-wait");
    daemon.log().await("pool=web gets a new edition: worker");
    assertEquals(Probes.SERVING, Probes.of(daemon));
    Files.createFile(stage.folder().resolve("go"));
    daemon.log().await("reload done after");
    assertEquals(Probes.SERVING, Probes.of(daemon));
  }

  /** Neither is one that clients are sent to, and the others serve. */
  @Test
  void aReloadThatAddsAPoolAndRemovesOne() throws IOException {
    String web = Workers.web(Workers.PERL, ONE);
    Preforkd daemon = stage.start(web);
    stage.rewrite(
        daemon, web + Workers.pool("more", "127.0.0.1:@MORE@", Workers.rogue("waits-for"), ONE));
    stage.control("reload", "--no-wait");
    daemon.log().await("waits-for in slot 0");
    assertEquals(Probes.SERVING, Probes.of(daemon));
    assertFalse(daemon.metrics().has(MORE_IS_READY));
    Files.createFile(stage.folder().resolve("go"));
    daemon.log().await("reload done after");
    assertEquals(Probes.SERVING, Probes.of(daemon));
    assertEquals(1, daemon.metrics().value(MORE_IS_READY));
    try (Client client = Client.holding(daemon.port("MORE"))) {
      daemon.awaitAccepted("more", 1);
      stage.rewrite(daemon, web);
      stage.control("reload");
      assertEquals(Probes.SERVING, Probes.of(daemon));
      assertEquals(Set.of("web"), daemon.metrics().values("preforkd_pool_ready", "pool"));
      client.finish();
    }
    Patience.until(
        "the pool is forgotten",
        () -> daemon.metrics().values("preforkd_pool_workers", "pool").equals(Set.of("web")));
  }

  @Test
  void anUpgrade() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, ONE));
    stage.control("upgrade");
    assertEquals(Probes.SERVING, Probes.of(daemon));
  }

  @Test
  void draining() throws IOException {
    Preforkd daemon = stage.start("drain-delay: 1h\n" + Workers.web(Workers.PERL, ONE));
    try (Client client = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      daemon.signal("TERM");
      daemon.log().await("TERM: stopping");
      assertEquals(Probes.NOT_SERVING, Probes.of(daemon));
      daemon.signal("TERM");
      daemon.log().await("takes no new connections");
      assertEquals(Probes.NOT_SERVING, Probes.of(daemon));
      client.finish();
    }
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void stopped() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, ONE));
    assertEquals(0, daemon.stop());
    assertThrows(ConnectException.class, () -> Probes.of(daemon));
  }
}
