package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** kill -9 of a child in every state: it is replaced, its death named, and nobody else notices. */
class ChildLossTest {
  private static final String STATIC_2 = Workers.web(Workers.JAVA, "mode: static", "max: 2");

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void anIdleChildIsReplacedWithoutAFailedRequest() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, "mode: static", "max: 3"));
    daemon.awaitWorkers("web", "idle", 3);
    Child victim = daemon.child("web", 0);
    // One client at a time never gets as far as the third child.
    Child other = daemon.child("web", 2);
    try (Load load = Load.of(1, () -> Client.to(daemon.port()))) {
      load.awaitServed(20);
      other.signal("KILL");
      daemon.log().await("pool=web slot=2 gen=4 .* idle after");
      load.awaitServed(20);
      assertEquals(List.of(), load.stop().failures());
    }
    victim.signal("KILL");
    assertReplaced(daemon, victim, "idle");
    assertReplaced(daemon, other, "idle");
  }

  @Test
  void aStartingChildIsReplaced() throws IOException {
    Preforkd daemon =
        stage.launch(Workers.web(Workers.rogue("waits-for"), "mode: static", "max: 1"));
    Child victim = daemon.child("web", 0);
    daemon.log().await("waits-for in slot 0");
    victim.signal("KILL");
    daemon.log().await(victim.tag() + " ended: SIGKILL.* while starting");
    Files.createFile(stage.folder().resolve("go"));
    daemon.awaitReady();
    assertEquals("hello\n", body(Client.get(daemon.port())));
  }

  @Test
  void anOrderedChildIsReplacedAndItsConnectionGoesToTheNext() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(Workers.rogue("ignores-orders"), "mode: static", "max: 2"));
    daemon.awaitWorkers("web", "idle", 2);
    Child victim = daemon.child("web", 0);
    assertEquals("hello\n", body(Client.get(daemon.port())));
    victim.signal("KILL");
    assertReplaced(daemon, victim, "ordered");
    assertEquals(0, daemon.metrics().finished("web", "lost"));
  }

  /** More have ended than were accepted: no metric goes below 0 for it, or is missed for it. */
  @Test
  void aChildThatCountsWhatCannotBeIsNotBelieved() throws IOException {
    Preforkd daemon = startOne("miscounts");
    Child victim = daemon.idleChild("web", 0);
    assertEquals("hello\n", body(Client.get(daemon.port())));
    daemon.awaitFinished("web", "served", 1);
    killMiscounting(daemon, victim);
    assertReplaced(daemon, victim, "idle");
    assertEquals(1, daemon.metrics().accepted("web"));
    assertEquals(0, daemon.metrics().finished("web", "failed"));
    assertEquals(0, daemon.metrics().finished("web", "lost"));
  }

  /** Nobody goes through all the connections that it names. */
  @Test
  void aChildThatCountsWithoutEndHoldsNobodyUp() throws IOException {
    Preforkd daemon = startOne("counts-without-end");
    Child victim = daemon.idleChild("web", 0);
    assertEquals("hello\n", body(Client.get(daemon.port())));
    Patience.until("the board is written", () -> daemon.metrics().accepted("web") > 1);
    killMiscounting(daemon, victim);
    daemon.idleChild("web", 0);
    assertEquals("hello\n", body(Client.get(daemon.port())));
  }

  @Test
  void aBusyChildCostsItsOwnConnectionAndNoOther() throws IOException {
    Preforkd daemon = stage.start(STATIC_2);
    daemon.awaitWorkers("web", "idle", 2);
    try (Client lost = Client.holding(daemon.port());
        Client kept = holdingNext(daemon)) {
      daemon.awaitAccepted("web", 2);
      Child victim = daemon.child("web", 0);
      victim.signal("KILL");
      assertReplaced(daemon, victim, "busy");
      assertEquals("", lost.readAll(), "the end of a connection whose child died");
      assertEquals("hello\n", body(kept.finish()));
    }
    daemon.awaitFinished("web", "served", 1);
    assertEquals(1, daemon.metrics().finished("web", "lost"));
    assertEquals(2, daemon.metrics().accepted("web"));
  }

  @Test
  void aBusyChildWithoutTheBoardIsCountedAsWell() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, "mode: static", "max: 1"));
    assertEquals("hello\n", body(Client.get(daemon.port())));
    try (Client lost = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 2);
      Child victim = daemon.child("web", 0);
      victim.signal("KILL");
      assertReplaced(daemon, victim, "busy");
      assertEquals("", lost.readAll());
    }
    assertEquals(1, daemon.metrics().finished("web", "served"));
    assertEquals(1, daemon.metrics().finished("web", "lost"));
  }

  @Test
  void aDrainingChildIsNamed() throws IOException {
    Preforkd daemon = stage.start(STATIC_2);
    daemon.awaitWorkers("web", "idle", 2);
    try (Client client = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      Child victim = daemon.child("web", 0);
      daemon.signal("TERM");
      daemon.awaitWorkers("web", "leaving", 1);
      victim.signal("KILL");
      daemon.log().await(victim.tag() + " ended: SIGKILL.* while busy, asked to stop.* lost=1");
      assertEquals("", client.readAll());
    }
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void aCrashSpeaksItsLastWordsBeforeItsDeathIsTold() throws IOException {
    Preforkd daemon = startOne("crashes-when-busy");
    Child victim = daemon.child("web", 0);
    try (Client client = Client.to(daemon.port())) {
      assertEquals("", client.readAll());
    }
    daemon.log().await(victim.tag() + " ended: SIGSEGV.* while busy.* lost=1");
    List<String> lines = daemon.log().matching(victim.tag());
    int words = indexOf(lines, " | last words");
    assertTrue(words >= 0 && words < indexOf(lines, " ended: "), lines.toString());
    daemon.log().await("pool=web slot=0 gen=2 .* idle after");
  }

  /** Once the first client is in the lowest child's hands, the next one goes to another. */
  /** A pool of one child, which rogue.pl plays in this way. */
  private Preforkd startOne(String mode) throws IOException {
    return stage.start(Workers.web(Workers.rogue(mode), "mode: static", "max: 1"));
  }

  /** It has served one, and has then written to the board what cannot be. */
  private static void killMiscounting(Preforkd daemon, Child victim) {
    victim.signal("KILL");
    daemon.log().await(victim.tag() + " has written to the board what cannot be");
  }

  private static Client holdingNext(Preforkd daemon) throws IOException {
    daemon.awaitAccepted("web", 1);
    return Client.holding(daemon.port());
  }

  private static int indexOf(List<String> lines, String part) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(part)) {
        return i;
      }
    }
    return -1;
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private static void assertReplaced(Preforkd daemon, Child victim, String state) {
    daemon.log().await(victim.tag() + " ended: SIGKILL.* while " + state);
    daemon
        .log()
        .await(
            "pool=web slot="
                + victim.slot()
                + " gen=(?!"
                + victim.generation()
                + " ).* idle after");
  }
}
