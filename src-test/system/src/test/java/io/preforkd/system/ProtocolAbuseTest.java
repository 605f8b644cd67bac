package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Children that break the contract lose their lives, one by one, and the daemon goes on. */
class ProtocolAbuseTest {
  @RegisterExtension final Stage stage = new Stage();

  @ParameterizedTest
  @CsvSource({
    "garbage, verb",
    "no-newline, newline",
    "long-text, 65537",
    "no-json, JSON",
    "unknown-verb, unknown verb"
  })
  void aFrameThatIsNoneCostsTheChildItsLife(String mode, String why) throws IOException {
    Preforkd daemon = stage.launch(rogue(mode));
    Child rogue = daemon.child("web", 0);
    String told =
        daemon.log().await(rogue.tag() + " broke the protocol and is killed: (.*)").group(1);
    assertTrue(told.contains(why), told);
    daemon.log().await(rogue.tag() + " ended: SIGKILL .*broke the protocol");
    rogue.awaitEnd();
  }

  @ParameterizedTest
  @ValueSource(strings = {"busy-when-idle", "idle-twice", "unasked-failure", "flood"})
  void aReportOutOfTurnCostsTheChildItsLife(String mode) throws IOException {
    Preforkd daemon = stage.launch(rogue(mode));
    Child rogue = daemon.child("web", 0);
    daemon.log().await(Pattern.quote(rogue.tag()) + " ended: SIGKILL .*broke the protocol");
    assertEquals(0, daemon.metrics().finished("web", "lost"));
  }

  @Test
  void aChildThatClosesItsChannelAndLivesIsKilled() throws IOException {
    Preforkd daemon = stage.launch(rogue("closes-channel"));
    Child rogue = daemon.child("web", 0);
    daemon.log().await(rogue.tag() + " gets KILL: closed its back-channel and lived on");
    rogue.awaitEnd();
  }

  @Test
  void halfAFrameBeforeAnOrderlyEndIsNoCrime() throws IOException {
    Preforkd daemon = stage.launch(rogue("half-frame"));
    Child rogue = daemon.child("web", 0);
    daemon.log().await(rogue.tag() + " ended: exit code 0");
  }

  @Test
  void oneRogueDoesNotCostTheOthersAnything() throws IOException {
    Preforkd daemon =
        stage.launch(
            Workers.web(Workers.JAVA, "mode: static", "max: 1")
                + Workers.pool(
                    "rogue",
                    "127.0.0.1:@ROGUE@",
                    Workers.rogue("flood"),
                    "mode: static",
                    "max: 1"));
    daemon.log().await("pool=rogue .* ended: SIGKILL .*broke the protocol");
    daemon.log().await("pool=web slot=0 .* idle after");
    for (int i = 0; i < 20; i++) {
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    }
  }

  @Test
  void aChildMayLeaveByItself() throws IOException {
    Preforkd daemon = stage.start(rogue("leaves-after-one"));
    Child leaver = daemon.child("web", 0);
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    daemon.log().await(leaver.tag() + " leaves by itself: max connections");
    daemon.log().await(leaver.tag() + " ended: exit code 0 .* connections=1 lost=0");
    daemon.log().await("pool=web slot=0 gen=2 .* idle after");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void aStockChildOfSpamassassinsKindIsServed() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web("{command: [perl, @WORKERS@/stock.pl]}", "mode: static", "max: 2"));
    for (int i = 0; i < 10; i++) {
      assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    }
    daemon.awaitFinished("web", "served", 10);
    assertEquals(10, daemon.metrics().accepted("web"));
    assertEquals(0, daemon.stop());
    assertEquals(2, daemon.log().count("ended: exit code 0 while idle, asked to stop"));
  }

  @Test
  void aProgramOfSocketActivationFindsItsSockets() throws IOException {
    Preforkd daemon =
        stage.launch(
            Workers.ADMIN
                + "pools:\n"
                + Workers.pool(
                    "web",
                    "[{address: \"127.0.0.1:@PORT@\", name: front}, \"unix:@DIR@/web.sock\"]",
                    "{command: [perl, @WORKERS@/activated.pl]}",
                    "mode: static",
                    "max: 1"));
    daemon.log().await("\\| LISTEN_PID is mine, LISTEN_FDS=2 LISTEN_FDNAMES=front:web.sock");
    daemon.log().await("\\| 3 listens, 4 listens");
  }

  private static String rogue(String mode) {
    return Workers.web(Workers.rogue(mode), "mode: static", "max: 1");
  }
}
