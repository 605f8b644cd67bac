package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers of the kind {@code template}: a process that loads once and forks the children. Those
 * keep the environment of the template in /proc, so the log says who they are.
 */
class TemplateTest {
  private static final int KILLED = 128 + 9;
  private static final int CONFIG = 78;
  private static final int PARENT = 1;
  private static final int GROUP = 2;

  private static final String FILES =
      "@IMAGE@/worker-api/examples/perl/template.pl, @IMAGE@/worker-api/examples/perl/hello.pl";
  private static final String PERL = "perl, " + FILES;
  private static final String PYTHON =
      "python3, @IMAGE@/worker-api/examples/python/template.py, "
          + "@IMAGE@/worker-api/examples/python/hello.py";
  private static final String WORKER = "{template: [" + PERL + "]}";
  private static final String[] TWO = {"mode: static", "max: 2"};

  private static final String TELLS =
      """
      my $first = rand;
      sub { print "slot $ENV{PREFORKD_SLOT} for $ENV{LISTEN_PID} random ", rand, "\\n"; }
      """;

  /** Forks once there is a file. */
  private static final String LATE =
      """
      use JSON::PP ();
      my $decode = \\&JSON::PP::decode;
      no warnings 'redefine';
      *JSON::PP::decode = sub { select undef, undef, undef, 0.01 until -e $ENV{GO}; goto $decode };
      require shift;
      """;

  @RegisterExtension final Stage stage = new Stage();

  private Preforkd daemon;

  @ParameterizedTest
  @ValueSource(strings = {PERL, PYTHON})
  void aForkedChildIsAsAnyOther(String template) throws IOException {
    start("{template: [" + template + "]}");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    ProcessView child = child(0, 1);
    assertEquals(Set.of(0, 1, 2, 3, 4, 5), child.descriptors().keySet());
    assertEquals(Long.toString(daemon.process().pid()), child.stat().get(PARENT));
    assertEquals(Long.toString(child.pid()), child.stat().get(GROUP));
    assertEquals(Set.of(0, 1, 2, 3), template(1).descriptors().keySet());
    assertEquals(0, daemon.stop());
    daemon.log().await("slot=0 .* ended: exit code 0 while idle, asked to stop");
    daemon.log().await("template pid=\\d+ ended: exit code 0");
    assertEquals(1, daemon.log().count("template pid=\\d+ started"));
  }

  @ParameterizedTest
  @ValueSource(strings = {PERL, PYTHON})
  void aBusyChildLetsItsListenerGoWhenItIsToLeave(String template) throws IOException {
    start("{template: [" + template + "]}");
    try (Client held = Client.holding(daemon.port())) {
      daemon.awaitAccepted("web", 1);
      ProcessView child = child(0, 1);
      assertTrue(child.descriptors().containsKey(3));
      daemon.signal("TERM");
      Patience.until("the listener closed", () -> !child.descriptors().containsKey(3));
      assertTrue(held.finish().endsWith("hello\n"));
    }
    assertEquals(0, daemon.exitCode());
  }

  @Test
  void itsEnvironmentAndItsRandomNumbersAreItsOwn() throws IOException {
    stage.write("tells.pl", TELLS);
    begin("{template: [perl, @IMAGE@/worker-api/examples/perl/template.pl, @DIR@/tells.pl]}");
    String words = "slot=%1$d gen=%2$d pid=(\\d+) \\| slot %1$d for \\1 random (\\S+)";
    String first = daemon.log().await(words.formatted(0, 1)).group(2);
    String second = daemon.log().await(words.formatted(1, 2)).group(2);
    assertFalse(first.equals(second), first);
  }

  @Test
  void aKilledChildIsNamedAndReplacedByTheSameTemplate() throws IOException {
    start(WORKER);
    child(0, 1).signal("KILL");
    daemon.log().await("slot=0 gen=1 pid=\\d+ ended: SIGKILL while idle, nobody asked it to");
    child(0, 3);
    assertEquals(1, daemon.log().count("template pid=\\d+ started"));
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {PERL, PYTHON})
  void aTemplateWithoutRoomForTheDescriptorsSaysSo(String template) throws IOException {
    start("{template: [" + template + "]}");
    limitDescriptors(6);
    child(0, 1).signal("KILL");
    daemon.log().await("slot=0 gen=3 cannot be started: its template cannot fork: EMFILE");
    limitDescriptors(64);
    daemon.log().await(2, "slot=0 gen=\\d+ pid=\\d+ idle after");
    assertEquals(1, daemon.log().count("template pid=\\d+ started"));
  }

  private void limitDescriptors(int most) throws IOException {
    String pid = Long.toString(template(1).pid());
    Finished done = Finished.run("prlimit", "--pid", pid, "--nofile=" + most + ":");
    assertEquals(0, done.exitCode(), done.toString());
  }

  @Test
  void childrenOutliveTheirTemplateAndTheNextComesFromANewOne() throws IOException {
    start(WORKER);
    template(1).signal("KILL");
    daemon.log().await("template pid=\\d+ ended: SIGKILL; its children go on");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    child(0, 1).signal("KILL");
    template(2);
    child(0, 3);
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void whoeverIsKilledWhileHeIsToComeIsEndedWhenHeComes() throws IOException {
    stage.write("late.pl", LATE);
    begin("{template: [perl, @DIR@/late.pl, " + FILES + "]}", "environment: {GO: @DIR@/go}");
    template(1);
    stage.control("kill", "web", "0");
    stage.write("go", "");
    child(0, 3);
    child(1, 2);
    Patience.until("nobody left to collect", () -> !hasZombie());
    assertEquals(0, daemon.log().count("gen=1 .* idle after|broke the protocol"));
    assertEquals(1, daemon.log().count("template pid=\\d+ started"));
  }

  private boolean hasZombie() {
    String parent = Long.toString(daemon.process().pid());
    return ProcessView.all().stream()
        .anyMatch(p -> p.status("PPid").equals(parent) && p.status("State").startsWith("Z"));
  }

  @Test
  void aTemplateThatDiesAtItsStartIsAFailedStartOfWhoWaited() throws IOException {
    begin("{template: [sh, -c, 'exit 3']}");
    daemon.log().await("slot=0 gen=1 cannot be started: its template ended: exit code 3");
    daemon.log().await("slot=1 gen=2 cannot be started: its template ended: exit code 3");
    daemon.log().await(2, "template pid=\\d+ ended: exit code 3");
  }

  @Test
  void aTemplateThatSaysThatAnotherTryIsOfNoUseEndsThePool() throws IOException {
    begin("{template: [perl, @IMAGE@/worker-api/examples/perl/template.pl, /no/such/worker.pl]}");
    daemon.log().await("template pid=\\d+ \\| template.pl: Can't locate /no/such/worker.pl");
    daemon.log().await("pool=web is given up: the template ended with exit code 78, which means");
    assertEquals(CONFIG, daemon.exitCode());
    assertEquals(1, daemon.log().count("template pid=\\d+ started"));
  }

  @Test
  void aTemplateThatNeverLoadsIsKilledAfterTheStartTimeout() throws IOException {
    begin("{template: [sleep, '1000']}", "start-timeout: 500ms");
    daemon.log().await("template pid=\\d+ has not forked a child within start-timeout");
    daemon.log().await("template pid=\\d+ ended: SIGKILL");
    daemon.log().await(2, "template pid=\\d+ started");
  }

  @Test
  void whatIsNoTemplateIsKilled() throws IOException {
    begin("{template: [sh, -c, 'echo I am none >&3; sleep 1000']}");
    daemon.log().await("template pid=\\d+ broke the protocol and is killed");
    daemon.log().await("template pid=\\d+ ended: SIGKILL");
  }

  @Test
  void aReloadBringsANewTemplateAndLosesNobody() throws IOException {
    start(WORKER);
    ProcessView old = template(1);
    try (Load load = Load.of(2, () -> Client.to(daemon.port()))) {
      load.awaitServed(20);
      stage.rewrite(
          daemon, Workers.web("{template: [" + PERL + "], settings: {colour: blue}}", TWO));
      assertEquals("pool web: new edition (worker)", stage.control("reload"));
      template(2);
      Patience.until("the end of the old template", () -> !old.isAlive());
      load.awaitServed(40);
      assertEquals(List.of(), load.stop().failures());
    }
  }

  @Test
  void childrenOutliveAnUpgradeAndTheNextComesFromANewTemplate() throws IOException {
    start(WORKER);
    ProcessView old = template(1);
    ProcessView child = child(0, 1);
    try (Load load = Load.of(2, () -> Client.to(daemon.port()))) {
      load.awaitServed(20);
      stage.control("upgrade");
      load.awaitServed(40);
      assertEquals(List.of(), load.stop().failures());
    }
    assertTrue(child.isAlive());
    Patience.until("the end of the old template", () -> !old.isAlive());
    child.signal("KILL");
    daemon.log().await("slot=0 gen=1 pid=\\d+ ended: SIGKILL while idle");
    child(0, 3);
    template(2);
  }

  @Test
  void whoWasAskedForAtAnUpgradeIsAskedForAgain() throws IOException {
    begin("{template: [sh, -c, 'test -e @DIR@/go || sleep 1000; exec \"$$@\"', sh, " + PERL + "]}");
    daemon.log().await("template pid=\\d+ started");
    stage.write("go", "");
    stage.control("upgrade");
    daemon.log().await("slot=0 .* idle after");
    daemon.log().await("slot=1 .* idle after");
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
  }

  @Test
  void nobodyIsLeftWhenTheDaemonIsKilled() throws IOException {
    start(WORKER);
    daemon.signal("KILL");
    assertEquals(KILLED, daemon.exitCode());
  }

  /** Until its two children are idle. */
  private void start(String worker) throws IOException {
    begin(worker);
    daemon.awaitReady();
    child(0, 1);
    child(1, 2);
  }

  private void begin(String worker, String... keys) throws IOException {
    String[] all = Stream.of(TWO, keys).flatMap(Arrays::stream).toArray(String[]::new);
    daemon = stage.launch(Workers.web(worker, all));
  }

  private ProcessView child(int slot, int generation) {
    return process("slot=" + slot + " gen=" + generation + " pid=(\\d+) idle after", 1);
  }

  private ProcessView template(int number) {
    return process("template pid=(\\d+) ready after", number);
  }

  private ProcessView process(String line, int number) {
    return new ProcessView(Long.parseLong(daemon.log().await(number, line).group(1)));
  }
}
