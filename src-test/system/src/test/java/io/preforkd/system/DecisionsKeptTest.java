package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Journals;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The journal on disk and in memory, its replay, and the answers to why. */
class DecisionsKeptTest {
  private static final int DIFFERENT = 1;
  private static final String JOURNAL =
      "journal: {file: '@DIR@/journal', size: 64KiB, keep: 100}\n";
  private static final String POOL =
      Workers.web(
          Workers.PERL,
          "min: 1",
          "max: 4",
          "start: 2",
          "min-spare: 1",
          "max-spare: 2",
          "shrink-after: 50ms",
          "respawn-delay: 1ms",
          "respawn-delay-max: 1ms",
          "max-connections: 50");

  @RegisterExtension final Stage stage = new Stage();
  private final Journals journals = new Journals(stage);

  @Test
  void everyDecisionUnderLoadAndFaultsReplays() throws IOException {
    Preforkd daemon =
        stage.start(JOURNAL + POOL + Workers.pool("other", "unix:@DIR@/o.sock", Workers.PERL));
    try (Load load = Load.of(4, () -> Client.to(daemon.port()))) {
      for (String operation : List.of("scale web 3", "scale web auto", "reload --all")) {
        load.awaitServed(100);
        stage.control(operation.split(" ", -1));
      }
      Patience.until("four files", () -> killSomebodyUnless(daemon, file(daemon, 3)));
      load.stop();
    }
    assertEquals(0, daemon.stop());
    journals.requireSame(journals.files());
  }

  private static Path file(Preforkd daemon, int number) {
    return daemon.file("journal." + number);
  }

  /** Whoever is found may be recycled before he is killed. */
  private static boolean killSomebodyUnless(Preforkd daemon, Path isThere) {
    daemon.children("web").stream().findFirst().ifPresent(child -> child.signalIfThere("KILL"));
    return Files.exists(isThere);
  }

  @Test
  void aDecisionThatWasChangedIsFound() throws IOException {
    Preforkd daemon = stage.start(JOURNAL + POOL);
    daemon.stop();
    Path journal = daemon.file("journal");
    String text = Files.readString(journal);
    Files.writeString(journal, text.replaceFirst("\"OPENING\"", "\"SPARES\""));
    Finished replay = journals.replay(List.of(journal.toString()));
    assertEquals(DIFFERENT, replay.exitCode(), replay.output());
    assertTrue(replay.output().startsWith(journal + ":2: pool web#1 at "), replay.output());
    assertTrue(replay.output().contains("journal: [Spawn[slot=0, generation=1, reason=SPARES]"));
    assertTrue(replay.output().contains("replay:  [Spawn[slot=0, generation=1, reason=OPENING]"));
  }

  @Test
  void whatIsInMemoryReplaysAsWell() throws IOException {
    Preforkd daemon = stage.start(POOL);
    Load.exactly(100, 4, () -> Client.to(daemon.port()));
    Path written = stage.write("written", stage.control("journal") + "\n");
    assertFalse(Files.exists(daemon.file("journal")));
    journals.requireSame(List.of(written.toString()));
  }

  @Test
  void aDaemonThatWasKilledLeavesAJournal() throws IOException {
    Preforkd daemon = stage.start(JOURNAL + POOL);
    Load.exactly(500, 4, () -> Client.to(daemon.port()));
    Patience.until("a journal", () -> isThere(daemon.file("journal")));
    daemon.signal("KILL");
    daemon.exitCode();
    journals.requireSame(journals.files());
    stage.successor(daemon, JOURNAL + POOL).stop();
    journals.requireSame(journals.files());
    assertTrue(Files.exists(file(daemon, 1)), "what the first one wrote is kept");
  }

  private static boolean isThere(Path file) {
    try {
      return Files.size(file) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aFullDiskStopsNothingButTheJournal() throws IOException {
    stage.by("prlimit", "--fsize=200000:unlimited");
    Preforkd daemon = stage.start("journal: '@DIR@/journal'\n" + POOL);
    stage.by();
    try (Load load = Load.of(4, () -> Client.to(daemon.port()))) {
      daemon.log().await("journal .*/journal cannot be written: .*File too large; its entries are");
      load.awaitServed(100);
      Finished.run("prlimit", "--pid", daemon.process().pid() + "", "--fsize=unlimited");
      daemon
          .log()
          .await("journal .*/journal goes on: \\d+ entries are missing in it, since .*large");
      load.awaitServed(100);
      assertEquals(List.of(), load.stop().failures());
    }
    assertTrue(daemon.metrics().value("preforkd_journal_entries_dropped_total") > 0);
    assertEquals(0, daemon.stop());
    assertTrue(
        journals.requireSame(journals.files()).contains("entries were dropped by the daemon"));
  }

  @Test
  void aReloadBeginsAndEndsAJournal() throws IOException {
    Preforkd daemon = stage.start(POOL);
    stage.rewrite(daemon, JOURNAL + POOL);
    assertEquals("journal", stage.control("reload"));
    Client.get(daemon.port());
    stage.rewrite(daemon, POOL);
    assertEquals("journal", stage.control("reload"));
    stage.rewrite(daemon, JOURNAL.replace("/journal'", "/journal.two'") + POOL);
    stage.control("reload");
    Client.get(daemon.port());
    daemon.stop();
    assertEquals(2, journals.files().size());
    journals.requireSame(journals.files());
  }

  @Test
  void whySaysWhoWasStartedAndWhoWasKilled() throws IOException {
    Preforkd daemon = stage.start(POOL);
    Child first = daemon.child("web", 0);
    stage.control("kill", "web", "0");
    String child = "slot 0 \\(gen " + first.generation() + "\\)";
    String why = stage.control("why", "web");
    String time = "(?m)^(\\S+ )?\\d\\d:\\d\\d:\\d\\d\\.\\d{3} web: ";
    assertFound(time + "started " + child + ", as the pool opens \\(idle 0, busy 0, .*", why);
    assertFound(time + "sent KILL to " + child + ", idle: killed by an operator \\(.*", why);
    assertFound(time + child + ", idle and .* old, has ended: killed by an operator \\(", why);
    assertEquals(1, stage.control("why", "-n", "1").lines().count());
    assertTrue(stage.control("why", "--json").contains("\"decision\":\"kill\",\"slot\":0"));
    assertTrue(stage.ctl("why", "wob").output().contains("no pool named wob"));
  }

  @Test
  void whySaysForWhomSomebodyWasStarted() throws IOException {
    Preforkd daemon =
        stage.start(Workers.web(Workers.PERL, "mode: on-demand", "max: 1", "shrink-after: 1h"));
    try (Client held = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      try (Client second = Client.to(daemon.port()).hold()) {
        daemon.log().await("clients wait since max=1 is reached");
        String why = stage.control("why");
        assertFound("started slot 0 \\(gen 1\\), since 1 waited and nobody was idle", why);
        assertFound("starts nobody for 1 that wait, since max is reached \\(idle 0,", why);
        held.finish();
        second.finish();
      }
    }
  }

  private static void assertFound(String pattern, String text) {
    assertTrue(Pattern.compile(pattern).matcher(text).find(), text);
  }

  @Test
  void aJournalThatCannotBeIsRefused() throws IOException {
    Finished refused = stage.refused("journal: /no/such/folder/journal\n" + POOL);
    assertEquals(78, refused.exitCode());
    assertTrue(
        refused.output().contains("journal: file: /no/such/folder is not a directory"),
        refused.output());
  }
}
