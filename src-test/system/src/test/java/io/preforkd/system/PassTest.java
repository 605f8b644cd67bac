package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Held;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Metrics;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parent accepts, and passes each connection to a child; it is served once, whoever dies. */
class PassTest {
  private static final String DISPATCH = "dispatch: pass";
  private static final String STATIC = "mode: static";
  private static final String C = "c";
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";
  private static final int SOME = 50;

  @RegisterExtension final Stage stage = new Stage();

  @ParameterizedTest
  @ValueSource(strings = {C, Workers.MULTI, Workers.JAVA, Workers.NETTY})
  void childrenServeWhatComesOverTcpAndUnixSockets(String worker) throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.ADMIN
                + "pools:\n"
                + Workers.pool(
                    "web",
                    "[\"127.0.0.1:@PORT@\", \"unix:@DIR@/web.sock\"]",
                    command(worker),
                    DISPATCH,
                    STATIC,
                    "max: 2"));
    assertEquals(List.of(), Load.exactly(SOME, 3, () -> Client.to(daemon.port())).failures());
    Load unix = Load.exactly(SOME, 3, () -> Client.to(daemon.file("web.sock")));
    assertEquals(List.of(), unix.failures());
    awaitServed(daemon, 2 * SOME);
    assertEquals(0, daemon.stop());
  }

  @ParameterizedTest
  @ValueSource(strings = {C, Workers.MULTI, Workers.JAVA, Workers.NETTY})
  void whatAKilledChildHasNotTakenIsServedByAnotherOnce(String worker) throws IOException {
    Preforkd daemon = start(worker, "max: 2");
    Child stopped = stop(daemon);
    try (Client client = ask(daemon)) {
      stopped.signal("KILL");
      assertEquals(ANSWER, client.readAll());
    }
    daemon.log().await(stopped.tag() + " ended: SIGKILL while ordered, .* connections=0 lost=0");
    awaitServed(daemon, 1);
  }

  @Test
  void whatAChildDoesNotTakeInTimeIsServedByAnotherOnce() throws IOException {
    Preforkd daemon = start(C, "max: 2", "order-timeout: 1s");
    Child stopped = stop(daemon);
    try (Client client = ask(daemon)) {
      assertEquals(ANSWER, client.readAll());
    }
    daemon.log().await(stopped.tag() + " gets KILL: no answer to an order within order-timeout");
    awaitServed(daemon, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {C, Workers.MULTI, Workers.JAVA, Workers.NETTY})
  void whatAChildHasNoDescriptorForIsServedByAnother(String worker) throws IOException {
    Preforkd daemon = start(worker, "max: 2");
    Child child = daemon.child("web", 0);
    Finished limit = Finished.run("prlimit", "--pid", Long.toString(child.pid()), "--nofile=3:");
    assertEquals(0, limit.exitCode(), limit.output());
    assertEquals(ANSWER, Client.get(daemon.port()));
    daemon.log().await(child.tag() + " cannot accept \\(EMFILE\\) and rests");
    awaitServed(daemon, 1);
  }

  /** Whoever is taken by one that says no more of it is lost, and not served twice. */
  @Test
  void whatAKilledChildHasTakenIsServedByNobody() throws IOException {
    Preforkd daemon = start(C, "max: 2");
    try (Client held = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      daemon.child("web", 0).signal("KILL");
      daemon.log().await("slot=0 gen=1 .* ended: SIGKILL while busy, .* connections=1 lost=1");
      assertEquals("", held.end().readAll());
    }
    assertEquals(1, daemon.metrics().accepted("web"));
    assertEquals(1, daemon.metrics().finished("web", "lost"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "CONT"})
  void whatNobodyHasTakenOutlivesAnUpgrade(String signal) throws IOException {
    Preforkd daemon = start(C, "max: 2", "order-timeout: 30s");
    Child stopped = stop(daemon);
    try (Client client = ask(daemon);
        Held held = Held.of(1, () -> Client.to(daemon.port()))) {
      daemon.awaitAccepted("web", 1);
      stage.control("upgrade");
      stopped.signal(signal);
      assertEquals(ANSWER, client.readAll());
      assertEquals(1, held.finish());
    }
    awaitServed(daemon, 2);
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {C, Workers.NETTY})
  void nobodyFailsInAReloadOrAnUpgrade(String worker) throws IOException {
    Preforkd daemon = start(worker, "max: 3");
    try (Load load = Load.of(2, () -> Client.to(daemon.port()));
        Held held = Held.of(1, () -> Client.to(daemon.port()))) {
      load.awaitServed(SOME);
      stage.control("reload", "--all");
      load.awaitServed(SOME);
      assertEquals(1, held.finish());
      stage.control("upgrade");
      load.awaitServed(SOME);
      assertEquals(List.of(), load.stop().failures());
      awaitServed(daemon, 1 + (int) load.served());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "CONT"})
  void whatNobodyHasTakenIsServedInAReload(String signal) throws IOException {
    Preforkd daemon = start(C, "max: 2", "order-timeout: 30s");
    Child stopped = stop(daemon);
    try (Client client = ask(daemon)) {
      stage.control("reload", "--all", "--no-wait");
      daemon.log().await("gen=3 .* idle after");
      stopped.signal(signal);
      assertEquals(ANSWER, client.readAll());
    }
    awaitServed(daemon, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "CONT"})
  void whatNobodyHasTakenIsServedBeforeTheDaemonStops(String signal) throws IOException {
    Preforkd daemon = start(C, "max: 1", "order-timeout: 30s");
    Child stopped = stop(daemon);
    try (Client client = ask(daemon)) {
      daemon.signal("TERM");
      daemon.log().await("TERM: stopping");
      stopped.signal(signal);
      assertEquals(ANSWER, client.readAll());
    }
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void whoCannotTakeWhatIsPassedIsRefused() throws IOException {
    Preforkd daemon = stage.launch(Workers.web(Workers.PERL, DISPATCH, STATIC, "max: 1"));
    daemon
        .log()
        .await(
            "broke the protocol and is killed: it has not announced the feature pass,"
                + " which this dispatch needs");
    assertFalse(daemon.log().count("ready") > 0);
  }

  private Preforkd start(String worker, String... keys) throws IOException {
    String[] all =
        Stream.concat(Stream.of(DISPATCH, STATIC), Stream.of(keys)).toArray(String[]::new);
    return stage.start(Workers.web(command(worker), all));
  }

  private String command(String worker) throws IOException {
    return worker.equals(C) ? "{command: [" + Image.compileHello(stage.folder()) + "]}" : worker;
  }

  /** Stops the child that the next connection is given to. */
  private static Child stop(Preforkd daemon) {
    Child child = daemon.child("web", 0);
    child.signal("STOP");
    Patience.until("a stop of " + child.tag(), () -> child.process().isStopped());
    return child;
  }

  /** A client whose connection has been given to a child, and who has said all that he has to. */
  private static Client ask(Preforkd daemon) throws IOException {
    Client client = Client.to(daemon.port()).ask();
    daemon.awaitWorkers("web", "busy", 1);
    return client;
  }

  private static void awaitServed(Preforkd daemon, int count) {
    daemon.awaitFinished("web", "served", count);
    Metrics all = daemon.metrics();
    assertEquals(count, all.accepted("web"));
    assertEquals(0, all.finished("web", "lost"));
  }
}
