package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A child that hangs is found though no client wants anything of it. */
class PingTest {
  private static final String[] ONE = {
    "mode: static", "max: 1", "ping-interval: 100ms", "ping-timeout: 5s"
  };
  private static final String SILENT = "no answer to a ping within ping-timeout";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void aStoppedChildInJavaIsReplaced() throws IOException {
    replacesAStoppedChild(Workers.JAVA);
  }

  @Test
  void aStoppedChildInPerlIsReplaced() throws IOException {
    replacesAStoppedChild(Workers.PERL);
  }

  @Test
  void aStoppedChildInCIsReplaced() throws IOException {
    replacesAStoppedChild("{command: [" + Image.compileHello(stage.folder()) + "]}");
  }

  private void replacesAStoppedChild(String worker) throws IOException {
    Preforkd daemon = stage.start(Workers.web(worker, ONE));
    Child stopped = daemon.child("web", 0);
    stopped.signal("STOP");
    daemon.log().await(stopped.tag() + " gets QUIT, and KILL in half a second: " + SILENT);
    daemon.log().await(stopped.tag() + " ended: SIG(KILL|QUIT).* while idle, " + SILENT);
    daemon.log().await("slot=0 gen=2 .* idle after");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void aStoppedChildInJavaIsReplacedThoughItIsBusy() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, ONE));
    Child stopped = daemon.child("web", 0);
    try (Client client = Client.to(daemon.port())) {
      client.hold();
      daemon.awaitWorkers("web", "busy", 1);
      stopped.signal("STOP");
      daemon.log().await(stopped.tag() + " ended: SIGKILL while busy, " + SILENT);
    }
  }

  @Test
  void childrenThatLiveAreLeftAlone() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(Workers.JAVA, ONE)
                + Workers.pool("perl", "127.0.0.1:@PERL@", Workers.PERL, ONE)
                + Workers.pool("clock", "127.0.0.1:@CLOCK@", Workers.PERL, ONE));
    try (Client java = Client.holding(daemon.port());
        Client perl = Client.holding(daemon.port("PERL"))) {
      daemon.awaitWorkers("web", "busy", 1);
      daemon.awaitWorkers("perl", "busy", 1);
      daemon.child("clock", 0).signal("STOP");
      daemon.log().await("pool=clock .* ended: .* " + SILENT);
      assertTrue(java.finish().endsWith("hello\n"));
      assertTrue(perl.finish().endsWith("hello\n"));
    }
    assertEquals(0, daemon.log().count("pool=(web|perl) .* gets"));
  }
}
