package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LaunchPrefixTest {

  @Test
  void isEmptyWhenNothingIsAskedFor() {
    assertEquals(
        List.of("worker", "-x"),
        new LaunchPrefix().limits(List.of()).before(List.of("worker", "-x")));
  }

  @Test
  void doesWhatOnlyRootMayDoBeforeItBecomesTheUser() {
    LaunchPrefix prefix =
        new LaunchPrefix()
            .umask(027)
            .user(new UserIds("web", 33, 34, List.of(34, 50)))
            .nice(-5)
            .limits(List.of(new Rlimit("nofile", 1024, OptionalLong.empty())));
    assertEquals(
        "nice -n -5 prlimit --nofile=1024: setpriv --reuid=33 --regid=34 --groups=34,50 --"
            + " sh -c unset PWD OLDPWD SHLVL; umask 027; exec \"$@\" sh worker",
        String.join(" ", prefix.before(List.of("worker"))));
  }

  @Test
  void writesUnlimitedInFull() {
    assertEquals(
        "--core=unlimited:unlimited",
        new Rlimit("core", Rlimit.UNLIMITED, OptionalLong.of(Rlimit.UNLIMITED)).option());
  }

  @Test
  void setsLimits() throws Exception {
    List<Rlimit> limits =
        List.of(
            new Rlimit("nofile", 100, OptionalLong.of(200)),
            new Rlimit("core", 0, OptionalLong.empty()));
    assertEquals(
        "100 200 0\n",
        output(
            new LaunchPrefix().limits(limits), "echo $(ulimit -Sn) $(ulimit -Hn) $(ulimit -Sc)"));
  }

  @Test
  void setsUmask() throws Exception {
    assertEquals("0027\n", output(new LaunchPrefix().umask(027), "umask"));
  }

  @Test
  void addsNiceness() throws Exception {
    int before = Integer.parseInt(output(new LaunchPrefix(), "nice").strip());
    assertEquals(before + 3, Integer.parseInt(output(new LaunchPrefix().nice(3), "nice").strip()));
  }

  @Test
  void makesTheKernelKillItFirst() throws Exception {
    assertEquals("500\n", output(new LaunchPrefix().oomScore(500), "cat /proc/self/oom_score_adj"));
  }

  @Test
  void runsAsTheUserWithExactlyItsGroups() throws Exception {
    Assumptions.assumeTrue(Privileges.isRoot(), "only root can become another user");
    UserIds ids = new UserIds("somebody", 12345, 23456, List.of(23456, 34567));
    assertEquals(
        "12345 23456 23456 34567\n",
        output(new LaunchPrefix().user(ids), "echo $(id -u) $(id -g) $(id -G)"));
  }

  @Test
  void passesNoCapabilityOn() throws Exception {
    List<String> passing =
        List.of("setpriv", "--inh-caps=+net_bind_service", "--ambient-caps=+net_bind_service");
    Assumptions.assumeTrue(succeeds(passing, "true"), "has no capability to pass on");
    String ambient = "grep CapAmb /proc/self/status";
    assertEquals("CapAmb:\t0000000000000400\n", output(passing, new LaunchPrefix(), ambient));
    assertEquals(
        "CapAmb:\t0000000000000000\n",
        output(passing, new LaunchPrefix().withoutCapabilities(), ambient));
  }

  @Test
  void keepsThePidFromTheFirstCommandToTheLast() throws Exception {
    LaunchPrefix prefix = new LaunchPrefix().oomScore(500).nice(1).umask(022).listenPid();
    List<String> command = prefix.before(List.of("sh", "-c", "echo $LISTEN_PID $$; cat"));
    try (Child child = Child.start(command, Child.ENVIRONMENT, Path.of("/"))) {
      assertEquals(child.pid + " " + child.pid + "\n", child.hear());
    }
  }

  @Test
  void endsLikeAShellWhenTheProgramIsMissing() throws Exception {
    List<String> command = new LaunchPrefix().umask(022).before(List.of("/no/such/program"));
    try (Child child = Child.start(command, Child.ENVIRONMENT, Path.of("/"))) {
      assertEquals(new WaitStatus.Exited(127), child.await());
    }
  }

  @Test
  void givesBackTheOpenFilesThatTheJvmRaised() throws Exception {
    String limits = Files.readString(Path.of("/proc/self/limits"));
    Rlimit original = OriginalLimits.nofile("77", limits).orElseThrow();
    assertEquals("77\n", output(new LaunchPrefix().limits(List.of(original)), "ulimit -Sn"));
  }

  private static boolean succeeds(List<String> prefix, String command) throws Exception {
    List<String> all = new ArrayList<>(prefix);
    all.add(command);
    return new ProcessBuilder(all).start().waitFor() == 0;
  }

  private static String output(LaunchPrefix prefix, String script) throws KernelException {
    return output(List.of(), prefix, script);
  }

  private static String output(List<String> parent, LaunchPrefix prefix, String script)
      throws KernelException {
    List<String> command = new ArrayList<>(parent);
    command.addAll(prefix.before(List.of("sh", "-c", script)));
    try (Child child = Child.start(command, Child.ENVIRONMENT, Path.of("/"))) {
      String output = child.hearAll();
      assertEquals(new WaitStatus.Exited(0), child.await(), output);
      return output;
    }
  }
}
