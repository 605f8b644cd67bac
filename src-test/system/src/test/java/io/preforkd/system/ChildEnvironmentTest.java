package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Child;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a child has, and what it does not have, seen in /proc. */
class ChildEnvironmentTest {
  private static final String TWO_LISTENERS = "[127.0.0.1:@PORT@, \"unix:@DIR@/web.sock\"]";
  private static final Set<String> DOCUMENTED =
      Set.of(
          "PREFORKD_PROTOCOL",
          "PREFORKD_CHANNEL",
          "PREFORKD_BOARD",
          "PREFORKD_POOL",
          "PREFORKD_SLOT",
          "PREFORKD_GENERATION",
          "LISTEN_FDS",
          "LISTEN_FDNAMES");

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void aProgramHasTheDescriptorsOfTheContractAndNoOther() throws IOException {
    Preforkd daemon = stage.start(twoListeners(Workers.PERL));
    Map<Integer, String> open = daemon.idleChild("web", 0).process().descriptors();
    assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6), open.keySet(), open.toString());
    assertContract(daemon.process(), open);
  }

  @Test
  void aJavaChildHasThoseAndTheFilesOfItsJvm() throws IOException {
    Preforkd daemon = stage.start(twoListeners(Workers.JAVA));
    Map<Integer, String> open = daemon.idleChild("web", 0).process().descriptors();
    assertContract(daemon.process(), open);
    Collection<String> parents = daemon.process().descriptors().values();
    open.forEach(
        (number, what) ->
            assertTrue(
                number <= 6
                    || what.endsWith(".jar")
                    || what.endsWith("/modules")
                    || (what.startsWith("socket:") && !parents.contains(what)),
                number + " -> " + what));
  }

  private static String twoListeners(String worker) {
    return Workers.ADMIN
        + "pools:\n"
        + Workers.pool("web", TWO_LISTENERS, worker, "mode: static", "max: 2");
  }

  private static void assertContract(ProcessView parent, Map<Integer, String> open) {
    Collection<String> parents = parent.descriptors().values();
    assertEquals("/dev/null", open.get(0));
    assertTrue(open.get(1).startsWith("pipe:") && open.get(2).startsWith("pipe:"), open.toString());
    assertTrue(parents.contains(open.get(3)) && parents.contains(open.get(4)), open.toString());
    assertTrue(open.get(5).startsWith("socket:") && !parents.contains(open.get(5)), "the channel");
    assertTrue(open.get(6).startsWith("/memfd:"), "the board: " + open);
  }

  @Test
  void theDaemonsEnvironmentDoesNotLeak() throws IOException {
    stage.environment("SECRET", "of the daemon").environment("HOME", "/root");
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, "mode: static", "max: 1"));
    Map<String, String> environment = daemon.idleChild("web", 0).process().environment();
    Set<String> expected = new TreeSet<>(DOCUMENTED);
    expected.addAll(Set.of("PATH", "LANG", "LANGUAGE"));
    assertEquals(expected, new TreeSet<>(environment.keySet()));
    assertEquals("C", environment.get("LANGUAGE"));
    assertEquals("tcp-" + daemon.port(), environment.get("LISTEN_FDNAMES"));
  }

  @Test
  void aProgramGetsWhatThePoolConfiguresAndItsOwnPid() throws IOException {
    stage.environment("SHARED", "by the daemon");
    Preforkd daemon =
        stage.start(
            Workers.web(
                Workers.PERL,
                "mode: static",
                "max: 1",
                "environment: {COLOUR: blue}",
                "pass-environment: [PATH, SHARED, UNSET]"));
    Child child = daemon.idleChild("web", 0);
    Map<String, String> environment = child.process().environment();
    Set<String> expected = new TreeSet<>(DOCUMENTED);
    expected.addAll(Set.of("PATH", "SHARED", "COLOUR", "LISTEN_PID"));
    assertEquals(expected, new TreeSet<>(environment.keySet()));
    assertEquals("blue", environment.get("COLOUR"));
    assertEquals("by the daemon", environment.get("SHARED"));
    assertEquals(Long.toString(child.pid()), environment.get("LISTEN_PID"));
    assertEquals("1", environment.get("LISTEN_FDS"));
  }

  @Test
  void runsInItsOwnProcessGroupWithACleanSignalMask() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.rogue("decent"), "mode: static", "max: 2"));
    daemon.awaitWorkers("web", "idle", 2);
    for (Child child : daemon.children("web")) {
      assertEquals(Long.toString(child.pid()), child.process().stat().get(2), "process group");
      assertEquals("0000000000000000", child.process().status("SigBlk"));
    }
  }

  @Test
  void hasTheLimitsOfTheDaemonsStarterNotThoseOfItsJvm() throws IOException {
    stage.by("prlimit", "--nofile=500:3000", "--core=0:0");
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, "mode: static", "max: 1"));
    ProcessView child = daemon.idleChild("web", 0).process();
    assertTrue(child.limit("Max open files").startsWith("500 3000"), child.text("limits"));
    assertTrue(child.limit("Max core file size").startsWith("0 0"), child.text("limits"));
  }

  @Test
  void hasTheDirectoryUmaskNiceAndLimitsOfItsPool() throws IOException {
    Preforkd daemon =
        stage.start(
            Workers.web(
                Workers.JAVA,
                "mode: static",
                "max: 1",
                "directory: \"@DIR@\"",
                "umask: \"0027\"",
                "nice: 7",
                "limits: {nofile: 321, core: 0, stack: 4MiB}"));
    ProcessView child = daemon.idleChild("web", 0).process();
    assertEquals(stage.folder().toString(), child.link("cwd"));
    assertEquals("0027", child.status("Umask"));
    assertEquals("7", child.stat().get(16), "nice");
    assertTrue(child.limit("Max open files").startsWith("321 321"), child.text("limits"));
    assertTrue(child.limit("Max core file size").startsWith("0 0"), child.text("limits"));
    assertTrue(child.limit("Max stack size").startsWith("4194304 4194304"), child.text("limits"));
  }

  @Test
  void isCarefulByDefault() throws IOException {
    Preforkd daemon = stage.start(Workers.web(Workers.JAVA, "mode: static", "max: 1"));
    ProcessView child = daemon.idleChild("web", 0).process();
    assertEquals("/", child.link("cwd"));
    assertEquals("0077", child.status("Umask"));
    assertEquals("0", child.stat().get(16), "nice");
  }

  @Test
  void runsAsTheUserOfItsPoolWhileTheParentStaysRoot() throws IOException {
    assumeRoot();
    Preforkd daemon =
        stage.start(
            Workers.web(
                Workers.JAVA, "mode: static", "max: 1", "user: nobody", "oom-score-adj: 321"));
    ProcessView child = daemon.idleChild("web", 0).process();
    String nobody = Finished.run("id", "-u", "nobody").output().strip();
    assertTrue(
        child.status("Uid").matches(nobody + "(\\s+" + nobody + "){3}"), child.status("Uid"));
    assertFalse(child.status("Groups").matches(".*\\b0\\b.*"), child.status("Groups"));
    assertEquals("0000000000000000", child.status("CapEff"));
    assertEquals("321", child.text("oom_score_adj").strip());
    assertTrue(daemon.process().status("Uid").startsWith("0\t0"));
  }

  private static void assumeRoot() throws IOException {
    assumeTrue(
        Finished.run("id", "-u").output().strip().equals("0"), "only root can become nobody");
  }
}
