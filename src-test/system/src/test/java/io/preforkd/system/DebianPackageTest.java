package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.PrivateRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packages, installed in a root of their own, where everything is done by what Debian has for
 * it. The daemon runs by that one's Java.
 */
@Tag("once")
class DebianPackageTest {
  private static final List<String> NEEDED =
      List.of(
          "/usr/bin/java",
          "/bin/ip",
          "/usr/bin/dpkg-deb",
          "/usr/bin/nsenter",
          "/usr/bin/python3",
          "/usr/bin/setpriv",
          "/usr/bin/systemd-analyze",
          "/usr/bin/sa-check_spamd",
          "/usr/sbin/invoke-rc.d");

  private static final String INSTALL = "dpkg --force-unsafe-io -i /mnt/*.deb";
  private static final String LIST =
      "list-units --plain --no-legend --state=active,reloading preforkd.service"
          + " preforkd@*.service";

  /** The socket is an example, to be copied. */
  private static final String VERIFY =
      "cp /usr/share/doc/preforkd/examples/preforkd.socket /etc/systemd/system/;"
          + " systemd-analyze verify --man=no %s";

  private static final String UNIT = "/lib/systemd/system/spamd.service";
  private static final String OURS =
      "/usr/lib/preforkd /usr/sbin/preforkd /usr/sbin/spamd.stock /usr/share/doc/preforkd*"
          + " /var/cache/preforkd /run/preforkd /etc/preforkd /etc/default/preforkd"
          + " /etc/logrotate.d/preforkd /usr/lib/systemd/system/preforkd* /usr"
          + UNIT
          + ".d";

  private static final String REMOVE = "dpkg --force-unsafe-io --purge preforkd-spamd";
  private static final String PURGE = REMOVE + " preforkd";
  private static final String SERVICE = "/etc/init.d/spamd ";
  private static final String PROGRAM = "readlink /proc/$(cat /run/spamd.pid)/exe";

  /** Debian's options, without the network. */
  private static final String NO_NETWORK = "sed -i 's/^OPTIONS=\"/&--local /' /etc/default/spamd";

  @TempDir static Path shared;
  @TempDir Path folder;
  private PrivateRoot root;

  @BeforeAll
  static void build() throws IOException {
    Engine.assumeThere();
    for (String program : NEEDED) {
      assumeTrue(Files.isExecutable(Path.of(program)), "no " + program);
    }
    String provided = Finished.run("dpkg-query", "-W", "-f", "${Provides} ").output();
    assumeTrue(provided.contains("java17-runtime-headless"), "no Java that Debian knows of");
    assumeTrue(PrivateRoot.isPossible(), "no overlay in a mount namespace");
    Files.writeString(shared.resolve("ham"), Engine.HAM);
    Files.writeString(shared.resolve("spam"), Engine.SPAM);
    for (String script : List.of("sandbox.sh", "journal.pl", "sa-update", "systemctl")) {
      Files.copy(Image.debian(script), shared.resolve(script));
    }
    Files.copy(Image.testWorkers().resolve("manager.py"), shared.resolve("manager.py"));
    pack(shared);
  }

  private static void pack(Path into) throws IOException {
    Finished done =
        Finished.runSlow(
            Image.packager().toString(), "--image", Image.root().toString(), into.toString());
    assertEquals(0, done.exitCode(), done.output());
  }

  @BeforeEach
  void open() throws IOException {
    root = PrivateRoot.in(folder, shared);
    root.must(NO_NETWORK);
  }

  @AfterEach
  void close() throws IOException {
    root.close();
  }

  private void isStock() throws IOException {
    assertTrue(root.must(PROGRAM).contains("/perl"));
    scans("");
  }

  private void isOurs() throws IOException {
    isOurs("");
  }

  /** It answers spamc with these options. */
  private void isOurs(String options) throws IOException {
    assertTrue(root.must(PROGRAM).endsWith("/bin/java"));
    assertEquals("spamd", root.must("cat /proc/$(cat /run/spamd.pid)/comm"));
    scans(options);
  }

  private void scans(String options) throws IOException {
    Finished spam = root.run("spamc -x --connect-retries=1 -c " + options + " < /mnt/spam");
    assertEquals(1, spam.exitCode(), spam.output());
    assertTrue(spam.output().matches("1\\d\\d\\d\\.\\d/5\\.0"), spam.output());
  }

  @Test
  void takesThePlaceOfARunningSpamdAndGivesItBack() throws IOException {
    root.must(SERVICE + "start");
    isStock();
    root.must(INSTALL);
    isOurs();
    String checked = root.must("sa-check_spamd");
    assertTrue(checked.startsWith("SPAMD OK"), checked);
    assertTrue(root.must("head -1 /usr/sbin/spamd.stock").contains("perl"));
    root.must(PURGE);
    isStock();
    root.must("! dpkg --verify spamd | grep -v ' c '");
    assertEquals("", root.must("dpkg-divert --list 'preforkd*' '*spamd*'"));
    assertEquals("", root.run("ls -d 2>/dev/null " + OURS).output());
  }

  @Test
  void obeysTheScriptOfTheService() throws IOException {
    root.must(INSTALL);
    root.must("! " + SERVICE + "status");
    root.must(SERVICE + "start");
    isOurs();
    root.must(SERVICE + "status");
    String first = root.must("cat /run/spamd.pid");
    root.must(SERVICE + "reload");
    root.await("grep -c 'spamd: server started on' /var/log/mail.log | grep -qx 2");
    assertEquals(first, root.must("cat /run/spamd.pid"));
    scans("");
    root.must(SERVICE + "restart");
    assertNotEquals(first, root.must("cat /run/spamd.pid"));
    isOurs();
    root.must("sed -i 's/--max-children 5/--max-children 2 --port 1783/' /etc/default/spamd");
    root.must("cp /etc/default/spamd /tmp/mine");
    root.must(INSTALL);
    isOurs("-p 1783");
    root.must("cmp /etc/default/spamd /tmp/mine");
    root.must(SERVICE + "stop");
    root.await("! test -e /run/spamd.pid");
    root.must("! " + SERVICE + "status");
  }

  @Test
  void newRulesTakeEffectByTheMaintenanceScript() throws IOException {
    root.must(INSTALL);
    root.must(SERVICE + "start");
    String symbols = "spamc -x --connect-retries=1 -y < /mnt/ham";
    assertFalse(root.must(symbols).contains("OF_TODAY"));
    // Nothing is compiled: that takes a minute.
    root.must("rm -f /usr/bin/re2c; cp /mnt/sa-update /usr/bin/sa-update; touch /usr/bin/gpg");
    root.must("chmod 755 /usr/bin/sa-update /usr/bin/gpg; spamassassin-maint");
    root.await(symbols + " | grep -q OF_TODAY");
  }

  /** There is none here, so what it would be told is written down. */
  @Test
  void hasSystemdStopOursByOurRulesAndStockByItsOwn() throws IOException {
    root.must("cp /mnt/systemctl /usr/bin/systemctl; mkdir -p /run/systemd/system");
    root.must(INSTALL);
    assertEquals(
        List.of(
            "--system daemon-reload", // by preforkd, on which it depends
            "--system daemon-reload",
            "--quiet is-failed spamd.service",
            "try-restart spamd.service"),
        told());
    root.must("rm /run/told; " + REMOVE);
    assertEquals(
        List.of(
            "--quiet is-active spamd.service",
            "stop spamd.service",
            "--system daemon-reload",
            "reload-or-restart spamd.service"),
        told());
  }

  /** As stock may have when it was started before there was a Java. */
  @Test
  void startsAServiceThatHadFailed() throws IOException {
    root.must("cp /mnt/systemctl /usr/bin/systemctl; mkdir -p /run/systemd/system");
    root.must("touch /run/has-failed; " + INSTALL);
    assertTrue(told().contains("reset-failed spamd.service"), told().toString());
    assertTrue(told().get(told().size() - 1).endsWith(" start spamd.service"), told().toString());
    root.must("rm /run/told; " + REMOVE);
    assertEquals("reload-or-restart spamd.service", told().get(told().size() - 1));
  }

  @Test
  void hasSystemdUpgradeWhatRunsAndStopIt() throws IOException {
    root.must("cp /mnt/systemctl /usr/bin/systemctl; mkdir -p /run/systemd/system");
    String install = "dpkg --force-unsafe-io -i /mnt/preforkd_*.deb";
    root.must(install);
    assertEquals(List.of("--system daemon-reload"), told());
    assertEquals("root:preforkd 750", root.must("stat -c '%U:%G %a' /etc/preforkd").strip());
    root.must("chmod 755 /etc/preforkd; rm /run/told; " + install);
    assertEquals(List.of("--system daemon-reload", LIST), told());
    root.must("echo 'preforkd@a.service loaded active running a' >/run/running");
    root.must("rm /run/told; " + install);
    assertEquals(
        List.of(
            "--system daemon-reload",
            LIST,
            "kill --kill-who=main --signal=USR2 preforkd@a.service"),
        told());
    assertEquals("755", root.must("stat -c %a /etc/preforkd").strip());
    root.must("rm /run/told; dpkg --remove preforkd");
    assertEquals(
        List.of("stop preforkd.service preforkd@*.service", "--system daemon-reload"), told());
    root.must("rm /run/told; dpkg --purge preforkd; ! test -s /run/told");
  }

  @Test
  void systemdFindsNoFaultInTheUnits() throws IOException {
    root.must(INSTALL);
    for (String unit : List.of("preforkd.service", "preforkd@other.service", "preforkd.socket")) {
      assertEquals("", root.must(VERIFY.formatted(unit)));
    }
  }

  private List<String> told() throws IOException {
    return root.must("cat /run/told").lines().toList();
  }

  @Test
  void servesUnderTheUnitAndTellsSystemd() throws IOException {
    root.must(INSTALL);
    assertEquals("", root.must("systemd-analyze verify --man=no " + UNIT));
    root.must("python3 /mnt/manager.py /run/notify >/run/heard 2>&1 & ");
    root.await("grep -q listening /run/heard");
    root.must("useradd --create-home alice");
    root.must("unshare --mount sh /mnt/sandbox.sh /run/notify /run/journal >/run/sandbox 2>&1 &");
    root.await("grep -q '^READY=1|MAINPID=' /run/heard");
    root.must("grep -qx \"READY=1|MAINPID=$(cat /run/spamd.pid)\" /run/heard");
    scans("-u alice");
    assertEquals("alice", root.must("stat -c %U /home/alice/.spamassassin/user_prefs"));
    root.await("grep 'setuid to alice succeeded' /var/log/mail.log");
    root.await("grep 'preforkd: pool=spamd starts' /run/journal");
    String journal = "wc -l < /run/journal";
    root.await("n=$(%s); spamc -x -c < /mnt/spam; test $n = $(%s)".formatted(journal, journal));
    root.must("kill -HUP $(cat /run/spamd.pid)");
    root.await("grep -c ^READY=1 /run/heard | grep -qx 2");
    root.must("grep -q '^RELOADING=1|MONOTONIC_USEC=[0-9]' /run/heard");
    scans("-u alice");
    root.must("kill -TERM $(cat /run/spamd.pid)");
    root.await("! test -e /run/spamd.pid");
    root.must("grep -qx STOPPING=1 /run/heard");
  }

  /**
   * Without systemd, by the user of the service: as an operator does who has another supervisor.
   */
  @Test
  void servesAsTheUserOfTheServiceWithoutSystemd() throws IOException {
    root.must(INSTALL);
    root.must("install -d -o preforkd -g preforkd /run/preforkd/main /var/cache/preforkd");
    root.must("preforkd check");
    root.must(
        "setpriv --reuid preforkd --regid preforkd --clear-groups"
            + " env PREFORKD_CACHE=/var/cache/preforkd preforkd run >/run/sandbox 2>&1 &");
    root.await("curl -sf http://127.0.0.1:7880/");
    assertTrue(root.must("preforkd ctl status").contains("pool=hello ready"));
    root.must("preforkd ctl stop");
  }

  /** Which are warnings, is a matter of taste; that jars of Debian's are not used is on purpose. */
  @Test
  void lintianFindsNoError() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/lintian")), "no lintian");
    List<String> command =
        new ArrayList<>(List.of("lintian", "--allow-root", "--display-level", ">=error"));
    packages(shared).forEach(made -> command.add(made.toString()));
    assertEquals(new Finished(0, ""), Finished.runSlow(command.toArray(String[]::new)));
  }

  @Test
  void twoBuildsAreTheSame(@TempDir Path again) throws IOException {
    pack(again);
    List<Path> packages = packages(again);
    assertEquals(2, packages.size());
    for (Path made : packages) {
      Path before = shared.resolve(made.getFileName());
      assertArrayEquals(Files.readAllBytes(before), Files.readAllBytes(made), made.toString());
    }
  }

  private static List<Path> packages(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".deb")).sorted().toList();
    }
  }
}
