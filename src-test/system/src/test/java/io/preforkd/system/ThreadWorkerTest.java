package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Admin;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Held;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers of the kind thread, where epoll and the other calls that only Linux has fail. */
class ThreadWorkerTest {
  private static final String HELLO = "{thread: io.preforkd.example.Hello}";
  private static final String POLL =
      "-Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.PollSelectorProvider";

  @RegisterExtension final Stage stage = new Stage();

  /** The JDK's own selectors would take epoll where it is. */
  private Stage withoutEpoll() {
    return stage.environment("PREFORKD_JAVA_OPTS", POLL).by("perl", stage.worker("no_epoll.pl"));
  }

  private static String hello(String... keys) {
    return Workers.web(HELLO, keys);
  }

  @Test
  void servesWithoutEpollAndWithoutNativeCode() throws IOException {
    Preforkd daemon =
        withoutEpoll()
            .start(
                hello()
                    + Workers.pool(
                        "echo", "unix:@DIR@/echo.sock", "{thread: io.preforkd.example.Echo}"));
    daemon.log().await("the children are threads of this process, and nothing isolates them");
    assertEquals("hello", curl(daemon).strip());
    try (Client client = Client.to(daemon.file("echo.sock"))) {
      assertEquals("good day", client.send("good day").end().readAll());
    }
    assertEquals(List.of(), daemon.process().children());
    String open = daemon.process().descriptors().values().toString();
    assertFalse(open.contains("eventpoll"), open);
    String mapped = daemon.process().text("maps");
    assertFalse(mapped.contains("jffi") || mapped.contains("libnetty"), mapped);
    daemon.awaitFinished("web", "served", 1);
    daemon.awaitFinished("echo", "served", 1);
    assertEquals(200, Admin.at(daemon.port("ADMIN")).get("/readyz").status());
  }

  private static String curl(Preforkd daemon) throws IOException {
    return Finished.run("curl", "-s", "-m", "30", "http://127.0.0.1:" + daemon.port() + "/")
        .output();
  }

  @Test
  void growsUnderHeldConnectionsAndShrinks() throws IOException {
    Preforkd daemon =
        withoutEpoll().start(hello("max: 8", "start: 2", "max-spare: 3", "shrink-after: 200ms"));
    try (Held held = Held.of(8, () -> Client.to(daemon.port()))) {
      daemon.awaitAccepted("web", 8);
      assertEquals(8, held.finish());
    }
    daemon.log().await("pool=web slot=7 .* ended: exit code 0 while idle, surplus");
    daemon.awaitWorkers("web", "idle", 3);
  }

  @Test
  void isControlledAndReloadedAndDrainsAtTheStop() throws IOException {
    Preforkd daemon = withoutEpoll().start(hello("mode: static", "max: 2"));
    assertTrue(stage.control("status").contains("idle=2"));
    try (Client held = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      stage.rewrite(daemon, hello("mode: static", "max: 2", "connection-timeout: 1h"));
      daemon.signal("HUP");
      daemon.log().await("reload done");
      assertTrue(stage.control("reload", "--all").contains("new edition"));
      stage.control("scale", "web", "1");
      Finished upgrade = stage.ctl("upgrade");
      assertEquals(69, upgrade.exitCode());
      assertTrue(upgrade.output().contains("the children are threads"), upgrade.output());
      daemon.signal("TERM");
      daemon.log().await("TERM: stopping");
      assertTrue(held.finish().endsWith("hello\n"));
    }
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void hasTheMetricsOfProcesses() throws IOException {
    Set<String> ofThreads = names(stage.start(hello()));
    Set<String> ofProcesses = names(stage.start("control: off\n" + Workers.web(Workers.JAVA)));
    assertTrue(ofProcesses.remove("# TYPE preforkd_pool_listen_overflows_total counter"));
    assertEquals(ofProcesses, ofThreads);
  }

  /** Without those of memory, which is measured a second after somebody has looked. */
  private static Set<String> names(Preforkd daemon) throws IOException {
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    daemon.awaitFinished("web", "served", 1);
    return Admin.at(daemon.port("ADMIN"))
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("# TYPE"))
        .filter(line -> !line.contains(" preforkd_worker_memory_"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void whatThreadsCannotHaveIsRefused() throws IOException {
    Finished refused = stage.refused(hello("user: nobody", "limits: {nofile: 9}"));
    assertEquals(78, refused.exitCode());
    assertTrue(
        refused.output().contains("a worker of the kind thread has no user, as a process would"),
        refused.output());
    assertEquals(2, refused.output().lines().count(), refused.output());
  }

  @Test
  void aHandlerThatIsNotThereIsRefused() throws IOException {
    Finished refused = stage.refused(Workers.web("{thread: no.Such}"));
    assertEquals(78, refused.exitCode());
    assertTrue(refused.output().contains("there is no class no.Such"), refused.output());
  }
}
