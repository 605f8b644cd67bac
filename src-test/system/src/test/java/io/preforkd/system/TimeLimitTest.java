package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that take too long are told of, and ended. */
class TimeLimitTest {
  private static final String EXTENDS =
      "{java: io.preforkd.system.handler.Extends, class-path: [\"@CLASSES@\"]}";
  private static final String OVER = "held one connection for longer than connection-timeout";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void aSlowConnectionIsToldOfWithTheStackOfAChildInJava() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(Workers.JAVA, "mode: static", "max: 1", "slow-after: 300ms"));
    try (Client slow = Client.holding(daemon.port())) {
      daemon
          .log()
          .await(daemon.child("web", 0).tag() + " has held one connection for .* slow-after");
      daemon.log().await("\\| pool=web slot=0 gen=1 is slow: .* s with one connection, at");
      daemon.log().await("\\| \tat .*io.preforkd.example.Hello.serve");
      assertTrue(slow.finish().endsWith("hello\n"));
    }
    assertEquals(1, daemon.metrics().value("preforkd_pool_slow_connections_total{pool=\"web\"}"));
  }

  @Test
  void aChildInJavaThatHangsIsEndedAfterItsStacks() throws IOException {
    Preforkd daemon = endsTheHolder(Workers.JAVA, "SIGKILL");
    daemon.log().await("\\| Full thread dump");
    daemon.log().await("\\| \tat .*io.preforkd.example.Hello.serve");
  }

  @Test
  void aChildInPerlThatHangsIsEnded() throws IOException {
    endsTheHolder(Workers.PERL, "SIG(QUIT|KILL)");
  }

  @Test
  void aChildInCThatHangsIsEnded() throws IOException {
    endsTheHolder("{command: [" + Image.compileHello(stage.folder()) + "]}", "SIG(QUIT|KILL)");
  }

  private Preforkd endsTheHolder(String worker, String how) throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(worker, "mode: static", "max: 1", "connection-timeout: 500ms"));
    String tag = daemon.child("web", 0).tag();
    try (Client held = Client.to(daemon.port())) {
      held.hold();
      daemon.log().await(tag + " gets QUIT, and KILL in half a second: " + OVER);
      daemon.log().await(tag + " ended: " + how + ".* while busy, " + OVER + ", .* lost=1");
    }
    daemon.log().await("slot=0 gen=2 .* idle after");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    return daemon;
  }

  @Test
  void aStoppedChildThatHoldsAConnectionIsEnded() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(Workers.JAVA, "mode: static", "max: 1", "connection-timeout: 2s"));
    Child stopped = daemon.child("web", 0);
    try (Client held = Client.to(daemon.port())) {
      held.hold();
      daemon.awaitWorkers("web", "busy", 1);
      stopped.signal("STOP");
      daemon.log().await(stopped.tag() + " ended: SIGKILL while busy, " + OVER);
    }
  }

  @Test
  void nobodyIsBlamedForManyShortConnections() throws IOException {
    String limit = "connection-timeout: 1s";
    Preforkd daemon =
        stage.start(
            Workers.web(Workers.JAVA, "mode: static", "max: 1", limit)
                + Workers.pool("clock", "127.0.0.1:@CLOCK@", Workers.PERL, "max: 1", limit));
    try (Load load = Load.of(4, () -> Client.to(daemon.port()))) {
      load.awaitServed(10);
      try (Client held = Client.to(daemon.port("CLOCK"))) {
        held.hold();
        daemon.log().await("pool=clock .* gets QUIT.*" + OVER);
      }
      load.awaitServed(10);
      load.stop();
      assertEquals(List.of(), load.failures());
    }
    assertEquals(0, daemon.log().count("pool=web .* gets"));
  }

  @Test
  void silentClientsAreLetGoAndTheNextOneIsServed() throws IOException {
    String c = "{command: [" + Image.compileHello(stage.folder()) + "]}";
    String[] keys = {"mode: static", "max: 1", "first-byte-timeout: 300ms"};
    Preforkd daemon =
        stage.start(
            Workers.web(Workers.JAVA, keys)
                + Workers.pool("perl", "127.0.0.1:@PERL@", Workers.PERL, keys)
                + Workers.pool("c", "127.0.0.1:@C@", c, keys));
    for (String port : List.of("PORT", "PERL", "C")) {
      try (Client silent = Client.to(daemon.port(port))) {
        assertTrue(Client.get(daemon.port(port)).endsWith("hello\n"));
        assertEquals("", silent.readAll());
      }
    }
    daemon.awaitFinished("web", "failed", 1);
  }

  @Test
  void aHandlerMayAskForMoreTime() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(EXTENDS, "mode: static", "max: 2", "connection-timeout: 2s"));
    try (Client patient = Client.to(daemon.port()).send("extend\n")) {
      daemon.awaitWorkers("web", "busy", 1);
      try (Client other = Client.to(daemon.port())) {
        other.send("do not\n");
        daemon.log().await("gets QUIT.*" + OVER);
      }
      assertEquals("done\n", patient.send("now\n").readAll());
    }
    assertEquals(1, daemon.log().count("gets QUIT"));
  }
}
