package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The package on a new Debian, under a real systemd. */
@Tag("slow")
@Tag("once")
class SystemdTest {
  private static final String HOW_TO = "ops/docs/howto/systemd.md";
  private static final Pattern COMMANDS = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

  private static final String INSTALL = "dpkg --force-unsafe-io -i preforkd_*_all.deb";
  private static final String PID = "$(systemctl show --property=MainPID --value preforkd)";
  private static final String LEFT =
      "ls -d /usr/lib/preforkd /usr/sbin/preforkd /usr/share/doc/preforkd /etc/preforkd"
          + " /etc/default/preforkd /etc/logrotate.d/preforkd /var/cache/preforkd /var/log/preforkd"
          + " /run/preforkd /etc/systemd/system/multi-user.target.wants/preforkd* 2>/dev/null";

  /** One child, which whoever comes waits for, by TCP and by a file. */
  private static final String POOL =
      """
      admin: 127.0.0.1:9783
      control: unix:/run/preforkd/main/control.sock
      pools:
        - name: hello
          listen: [127.0.0.1:7880, 'unix:/run/preforkd/main/hello.sock']
          worker: {java: io.preforkd.example.Hello}
          mode: static
          max: 1
      """;

  private static final String LOG = "/var/log/preforkd/main.log";
  private static final String OURS = "/run/systemd/system/preforkd.service.d";

  /** Takes longer to load than systemd is to wait unless it is asked to. */
  private static final String SLOW =
      """
      control: unix:/run/preforkd/main/control.sock
      pools:
        - name: hello
          listen: 127.0.0.1:7880
          worker: {command: [sh, -c, 'sleep 15; exec perl /usr/lib/preforkd/%s']}
          mode: static
          max: 1
      """;

  private static final String CLIENTS =
      "n=0 failed=0; until test -e /tmp/enough; do"
          + " curl -sf -m 60 http://127.0.0.1:7880/ || failed=$((failed + 1));"
          + " curl -sf -m 60 --unix-socket /run/preforkd/main/hello.sock http://hello/"
          + " || failed=$((failed + 1));"
          + " n=$((n + 2)); echo $n >/tmp/count; done >/dev/null; echo $failed >/tmp/failed";

  /** Each asks spamd for an answer, by a connection that must not be refused. */
  private static final String MAIL =
      "n=0 failed=0; until test -e /tmp/enough; do"
          + " spamc -x -K --connect-retries=1 -t 60 || failed=$((failed + 1));"
          + " n=$((n + 1)); echo $n >/tmp/count; done >/dev/null; echo $failed >/tmp/failed";

  private static final String SLOW_CLIENT =
      "exec 3<>/dev/tcp/127.0.0.1/783 && printf \"PING SPAMC/1.5\\r\\n\" >&3"
          + " && touch /tmp/held && sleep 5";

  @TempDir(cleanup = CleanupMode.NEVER)
  static Path folder;

  private static Path root;
  private static Machine machine;

  @BeforeAll
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  static void boot() throws IOException {
    Optional<String> missing = Machine.missing();
    assumeTrue(missing.isEmpty(), () -> "no " + missing.get());
    root = folder.resolve("root");
    Optional<String> failure = Machine.build(root);
    assumeTrue(failure.isEmpty(), () -> "debootstrap: " + failure.get());
    Finished packed =
        Finished.runSlow(
            Image.packager().toString(),
            "--image",
            Image.root().toString(),
            root.resolve("root").toString());
    assertEquals(0, packed.exitCode(), packed.output());
    machine = Machine.boot(root);
  }

  @AfterAll
  static void end() throws IOException {
    if (machine != null) {
      machine.close();
    }
    Machine.remove(folder);
  }

  @BeforeEach
  void install() throws IOException {
    machine.must(INSTALL);
  }

  @AfterEach
  void purge() throws IOException {
    machine.must("dpkg --force-unsafe-io --purge preforkd; systemctl reset-failed");
  }

  private static void write(String file, String text) throws IOException {
    Files.writeString(root.resolve(file), text);
  }

  private static String property(String name) throws IOException {
    return machine.must("systemctl show --value --property=" + name + " preforkd").strip();
  }

  /** A new machine, and nothing but what the page says. */
  @Test
  void everyCommandOfTheHowToWorks() throws IOException {
    machine.must("dpkg --purge preforkd");
    Matcher blocks = COMMANDS.matcher(Files.readString(Image.root().resolve(HOW_TO)));
    int commands = 0;
    while (blocks.find()) {
      for (String command : blocks.group(1).lines().toList()) {
        machine.must(command);
        commands++;
      }
    }
    assertTrue(commands > 15, HOW_TO + " has " + commands + " commands");
    assertEquals("", machine.run(LEFT).output());
  }

  @Test
  void isNotStartedUnaskedAndRunsAsAUserOfItsOwn() throws IOException {
    assertEquals("disabled", machine.run("systemctl is-enabled preforkd").output().strip());
    assertEquals("inactive", machine.run("systemctl is-active preforkd").output().strip());
    machine.must("systemctl start preforkd");
    assertEquals(
        "preforkd", machine.must("stat --format=%U /run/preforkd/main/control.sock").strip());
    assertEquals("preforkd", machine.must("stat --format=%U /proc/" + PID).strip());
    machine.await("systemctl show preforkd | grep -q '^StatusText=pool=hello idle='");
    machine.must("nsenter --target " + PID + " --mount sh -c '! touch /usr/mine'");
  }

  @Test
  void aReloadSaysWhatIsWrongAndChangesNothing() throws IOException {
    machine.must("systemctl start preforkd");
    write("etc/preforkd/preforkd.yaml", "pool: []\n");
    machine.must("! systemctl reload preforkd");
    machine.await("journalctl --unit preforkd | grep -q 'preforkd.yaml:1:1: pool: unknown key'");
    machine.must("curl -sf http://127.0.0.1:7880/");
    write("etc/preforkd/preforkd.yaml", POOL);
    machine.must("systemctl reload preforkd");
    machine.await("curl -sf --unix-socket /run/preforkd/main/hello.sock http://hello/");
  }

  @Test
  void whatTakesLongerThanSystemdWaitsIsWaitedFor() throws IOException {
    adjust("TimeoutStartSec=10");
    write("etc/preforkd/preforkd.yaml", SLOW.formatted("worker-api/examples/perl/hello.pl"));
    machine.must("systemctl start preforkd; curl -sf http://127.0.0.1:7880/");
    write("etc/preforkd/preforkd.yaml", SLOW.formatted("worker-api/examples/perl/small.pl"));
    machine.must("systemctl reload preforkd");
    assertEquals("active", machine.run("systemctl is-active preforkd").output().strip());
    adjustNoMore();
  }

  private static void adjust(String line) throws IOException {
    machine.must("mkdir -p " + OURS);
    machine.must("printf '[Service]\\n" + line + "\\n' >" + OURS + "/test.conf");
    machine.must("systemctl daemon-reload");
  }

  private static void adjustNoMore() throws IOException {
    machine.must("rm -r " + OURS + "; systemctl daemon-reload");
  }

  @Test
  void noClientIsRefusedByARestartACrashOrAnUpgrade() throws IOException {
    write("etc/preforkd/preforkd.yaml", POOL);
    machine.must("systemctl start preforkd; rm -f /tmp/enough /tmp/count /tmp/failed");
    machine.must("systemd-run --unit=clients sh -c '" + CLIENTS.replace("$", "$$") + "'");
    awaitClients(4);
    machine.must("systemctl restart preforkd");
    awaitClients(4);
    // Its children die with it, and who was being served by them is not who waits.
    machine.must("systemctl kill --kill-whom=main --signal=STOP preforkd");
    machine.must("systemctl kill --kill-whom=main --signal=KILL preforkd");
    machine.await("test $(systemctl show --value --property=NRestarts preforkd) = 1");
    awaitClients(4);
    String before = property("MainPID");
    machine.must(INSTALL);
    machine.await("journalctl --unit preforkd | grep -q 'upgrade done after'");
    awaitClients(4);
    assertEquals(before, property("MainPID"));
    assertEquals("2", property("NFileDescriptorStore"));
    machine.must("touch /tmp/enough");
    machine.await("test -e /tmp/failed");
    int failed = Integer.parseInt(machine.must("cat /tmp/failed").strip());
    assertTrue(failed <= 1, failed + " clients failed; only one was being served at the crash");
  }

  /** A scan that takes its time holds up the end of the old one, and nobody else. */
  @Test
  void noMailPassesUnscannedWhileSpamdIsRestarted() throws IOException {
    machine.must("dpkg --force-unsafe-io -i preforkd-spamd_*_all.deb");
    machine.must("sed -i 's/^OPTIONS=\"/&--local /' /etc/default/spamd; systemctl start spamd");
    machine.must("rm -f /tmp/enough /tmp/count /tmp/failed");
    machine.must("systemd-run --unit=mail sh -c '" + MAIL.replace("$", "$$") + "'");
    awaitClients(4);
    machine.must("systemd-run --unit=slow bash -c '" + SLOW_CLIENT + "'");
    machine.await("test -e /tmp/held");
    machine.must("systemctl restart spamd");
    awaitClients(4);
    machine.must("touch /tmp/enough");
    machine.await("test -e /tmp/failed");
    assertEquals("0", machine.must("cat /tmp/failed").strip());
    machine.must("dpkg --purge preforkd-spamd; systemctl stop spamd");
  }

  private static void awaitClients(int more) throws IOException {
    machine.await("test -s /tmp/count");
    machine.must("echo $(($(cat /tmp/count) + %d)) >/tmp/goal".formatted(more));
    machine.await("test $(cat /tmp/count) -ge $(cat /tmp/goal)");
  }

  @Test
  void aDaemonThatHangsIsStartedAnew() throws IOException {
    adjust("WatchdogSec=3");
    machine.must("systemctl start preforkd");
    machine.must("kill -STOP " + PID);
    machine.await("test $(systemctl show --value --property=NRestarts preforkd) = 1");
    machine.await("systemctl is-active preforkd && curl -sf http://127.0.0.1:7880/");
    machine.must("journalctl --unit preforkd | grep -q 'Watchdog timeout'");
    adjustNoMore();
  }

  @Test
  void theEndIsTheEnd() throws IOException {
    machine.must("systemctl start preforkd");
    assertEquals("1", property("NFileDescriptorStore"));
    machine.must("preforkd ctl stop");
    machine.await("systemctl show --value --property=ActiveState preforkd | grep -qx inactive");
    assertEquals("0", property("NFileDescriptorStore"));
    assertEquals("success", property("Result"));
  }

  @Test
  void systemdFindsNoFaultInTheUnits() throws IOException {
    for (String unit : List.of("preforkd.service", "preforkd@other.service")) {
      assertEquals("", machine.must("systemd-analyze verify --man=no " + unit));
    }
    machine.must("systemd-analyze security --threshold=17 preforkd.service");
  }

  /** By all of Debian's rules, of which ours are a part. */
  @Test
  void linesGoOnInANewFileOnceTheLogIsRotated() throws IOException {
    write("etc/preforkd/preforkd.yaml", "log: {to: " + LOG + "}\n" + POOL);
    machine.must("systemctl start preforkd");
    machine.await("grep -q 'preforkd ready' " + LOG);
    machine.must("logrotate --force /etc/logrotate.conf");
    machine.await("grep -q 'log files are opened anew: USR1' " + LOG);
    machine.must("systemctl reload preforkd");
    machine.await("grep -q 'reload done after' " + LOG);
    machine.must("grep -q 'preforkd ready' %1$s.1; ! grep -q 'reload' %1$s.1".formatted(LOG));
    assertEquals("preforkd", machine.must("stat --format=%U " + LOG).strip());
  }

  /** Its folders would be those of the service. */
  @Test
  void noInstanceIsCalledMain() throws IOException {
    machine.must(
        "systemctl start preforkd; cp /etc/preforkd/preforkd.yaml /etc/preforkd/main.yaml");
    String before = property("MainPID");
    assertEquals("masked", machine.run("systemctl is-enabled preforkd@main").output().strip());
    Finished refused = machine.run("systemctl start preforkd@main");
    assertTrue(refused.exitCode() != 0 && refused.output().contains("masked"), refused.toString());
    assertEquals(before, property("MainPID"));
    machine.must("curl -sf http://127.0.0.1:7880/; rm /etc/preforkd/main.yaml");
  }
}
