package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Admin;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AdminTest {
  private static final String ONE_CHILD = Workers.web(Workers.PERL, "mode: static", "max: 1");

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void isNotReadyUntilEveryPoolHasHadAnIdleChild() throws IOException {
    Preforkd daemon =
        stage.launch(Workers.web(Workers.rogue("waits-for"), "mode: static", "max: 1"));
    daemon.child("web", 0);
    Admin admin = Admin.at(daemon.port("ADMIN"));
    Admin.Answer before = admin.get("/readyz");
    assertEquals(503, before.status());
    assertTrue(before.body().contains("pool=web"), before.body());
    assertEquals(200, admin.get("/livez").status());
    Files.createFile(stage.folder().resolve("go"));
    daemon.awaitReady();
    assertEquals(200, admin.get("/readyz").status());
  }

  @Test
  void isNotReadyWhileItsChildrenCannotComeUp() throws IOException {
    String worker =
        "{command: [sh, -c, \"test -e @DIR@/spoilt && exit 1;"
            + " exec perl @IMAGE@/worker-api/examples/perl/hello.pl\"]}";
    Preforkd daemon =
        stage.start(
            Workers.web(
                worker,
                "mode: static",
                "max: 1",
                "respawn-delay: 20ms",
                "respawn-delay-max: 80ms"));
    Admin admin = Admin.at(daemon.port("ADMIN"));
    Path spoilt = Files.createFile(stage.folder().resolve("spoilt"));
    daemon.child("web", 0).signal("KILL");
    daemon.log().await("pool=web is not ready");
    assertEquals(503, admin.get("/readyz").status());
    Files.delete(spoilt);
    daemon.log().await("pool=web is ready again");
    assertEquals(200, admin.get("/readyz").status());
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    assertEquals(1, daemon.log().count("preforkd ready"));
  }

  @Test
  void isNotReadyWhileItStops() throws IOException {
    Preforkd daemon = stage.start(ONE_CHILD);
    Admin admin = Admin.at(daemon.port("ADMIN"));
    try (Client client = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      daemon.signal("TERM");
      daemon.log().await("TERM: stopping");
      Admin.Answer answer = admin.get("/readyz");
      assertEquals(503, answer.status());
      assertTrue(answer.body().startsWith("stopping"), answer.body());
      assertEquals(200, admin.get("/livez").status());
      client.finish();
    }
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void namesItsPagesToWhoeverAsksForAnother() throws IOException {
    Preforkd daemon = stage.start(ONE_CHILD);
    Admin admin = Admin.at(daemon.port("ADMIN"));
    for (String path : new String[] {"/", "/nothing", "/livezz", "/metrics/web"}) {
      Admin.Answer answer = admin.get(path);
      assertEquals(404, answer.status(), path);
      assertTrue(answer.body().contains("/metrics"), answer.body());
    }
  }

  @Test
  void refusesToBeWrittenTo() throws IOException {
    Preforkd daemon = stage.start(ONE_CHILD);
    Admin admin = Admin.at(daemon.port("ADMIN"));
    assertEquals(405, admin.ask("POST", "/metrics").status());
    assertEquals(405, admin.ask("DELETE", "/livez").status());
    assertEquals(200, admin.ask("HEAD", "/metrics").status());
  }

  @Test
  void everyMetricIsNamedAfterTheDaemonAndExplained() throws IOException {
    Preforkd daemon = stage.start(ONE_CHILD);
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    daemon.awaitFinished("web", "served", 1);
    Pattern known =
        Pattern.compile(
            "# (HELP|TYPE) (preforkd|process)_.*|(preforkd|process)_[a-z_]+(\\{.*})? [-+.0-9E]+");
    String page = Admin.at(daemon.port("ADMIN")).get("/metrics").body();
    assertEquals(
        "", String.join("\n", page.lines().filter(l -> !known.matcher(l).matches()).toList()));
    assertEquals(1, daemon.metrics().accepted("web"));
  }
}
