package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Admin;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Load;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ops/spamd}, whose engine is a stand-in: how it starts, what it says, how it ends. */
class SpamdTest {
  private static final int UNAVAILABLE = 69;
  private static final int CONFIG = 78;
  private static final String STAMP =
      "^\\w{3} [ 1-3]\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\[%d\\] info: ";
  private static final String FILE_STAMP =
      "\\w{3} \\w{3} [ 1-3]\\d \\d\\d:\\d\\d:\\d\\d \\d{4} \\[\\d+\\] (info|warn|error): .*";

  @RegisterExtension final Stage stage = new Stage();

  @BeforeEach
  void isSpamd() {
    stage.asSpamd();
  }

  private Preforkd start(String... more) throws IOException {
    String[] all = new String[more.length + 2];
    System.arraycopy(new String[] {"-i", "127.0.0.1:@PORT@"}, 0, all, 0, 2);
    System.arraycopy(more, 0, all, 2, more.length);
    return stage.startBy(all);
  }

  /** Asks the daemon as its operator does, by its control socket. */
  private Finished ctl(String... words) throws IOException {
    String socket = stage.folder().resolve("spamd.sock").toString();
    List<String> command =
        new ArrayList<>(List.of(stage.image() + "/ops/preforkd", "ctl", "--socket", socket));
    command.addAll(List.of(words));
    return Finished.run(command.toArray(String[]::new));
  }

  @Test
  void saysWhatSpamdSaysAndIsCalledSo() throws IOException {
    Preforkd spamd = start("-s", "stderr");
    long pid = spamd.process().pid();
    String stamp = STAMP.formatted(pid);
    spamd
        .log()
        .await(
            stamp
                + "spamd: server started on IO::Socket::IP \\[127.0.0.1\\]:"
                + spamd.port()
                + " \\(running version ");
    spamd.log().await(stamp + "spamd: server pid: " + pid + "$");
    spamd.log().await(2, stamp + "spamd: server successfully spawned child process, pid \\d+$");
    spamd.log().await(stamp + "prefork: child states: II$");
    assertEquals("spamd\n", spamd.process().text("comm"));
    assertTrue(Client.get(spamd.port()).endsWith("hello\n"));
    assertEquals(0, spamd.stop());
    spamd.log().await(stamp + "spamd: server killed by SIGTERM, shutting down$");
    spamd.log().await(2, "spamd: handled cleanup of child pid \\[\\d+\\] due to SIGCHLD: exit 0$");
    spamd.log().await(stamp + "spamd: server socket closed, type IO::Socket::IP$");
  }

  @Test
  void tellsOfAKilledChildAndOfGrowth() throws IOException {
    Preforkd spamd = start("-s", "stderr", "-m", "3");
    spamd.log().await("prefork: child states: II$");
    long child = Long.parseLong(spamd.log().await("spawned child process, pid (\\d+)").group(1));
    new ProcessView(child).signal("KILL");
    spamd.log().await("child pid \\[" + child + "\\] due to SIGCHLD: KILLED, signal 9 \\(0009\\)$");
    spamd.log().await(3, "spawned child process");
    try (Client one = Client.holding(spamd.port());
        Client two = Client.holding(spamd.port());
        Client three = Client.holding(spamd.port())) {
      spamd.log().await("prefork: adjust: \\d idle children less than 1 minimum idle children\\.");
      spamd.log().await("prefork: child states: BBB$");
      try (Client waits = Client.to(spamd.port())) {
        spamd.log().await("prefork: server reached --max-children setting, consider raising it");
        assertTrue(one.finish().endsWith("hello\n") && two.finish().endsWith("hello\n"));
        assertTrue(three.finish().endsWith("hello\n") && waits.finish().endsWith("hello\n"));
      }
    }
    spamd.log().await("prefork: adjust: 3 idle children more than 2 maximum idle children\\.");
  }

  @Test
  void saysNothingOfALimitThatIsNotReached() throws IOException {
    Preforkd spamd = start("-s", "stderr");
    Finished held = ctl("scale", "spamd", "1");
    assertEquals(0, held.exitCode(), held.output());
    spamd.log().await("prefork: child states: I$");
    try (Client one = Client.holding(spamd.port());
        Client waits = Client.to(spamd.port())) {
      spamd.log().await("pool=spamd has \\d connections waiting .* held at 1 children");
      assertTrue(one.finish().endsWith("hello\n"));
      assertTrue(waits.finish().endsWith("hello\n"));
    }
    assertEquals(0, spamd.log().count("server reached --max-children"));
  }

  @Test
  void hangUpReplacesAllChildrenAndTheLogAndLosesNobody() throws IOException {
    Preforkd spamd = start("-s", stage.folder() + "/spamd.log", "--pidfile", "@DIR@/spamd.pid");
    Path log = spamd.file("spamd.log");
    try (Load load = Load.of(2, () -> Client.to(spamd.port()))) {
      load.awaitServed(20);
      Files.move(log, spamd.file("old.log"));
      spamd.signal("HUP");
      awaitLine(log, "spamd: server hit by SIGHUP, restarting");
      awaitLine(log, "spamd: server started on ");
      load.awaitServed(40);
      assertEquals(List.of(), load.stop().failures());
    }
    assertEquals(0, spamd.stop());
    for (String line : Files.readAllLines(log)) {
      assertTrue(Pattern.matches(FILE_STAMP, line), line);
    }
    assertFalse(Files.exists(spamd.file("spamd.pid")));
  }

  @Test
  void anEngineThatFailsAtAReloadChangesNothing() throws IOException {
    Path engine = stage.write("engine.sh", "exec sh \"$@\"\n");
    stage.engine("sh", engine.toString(), stage.worker("spamd-engine.sh"), stage.image());
    Preforkd spamd = start("-s", "null");
    stage.write("engine.sh", "exit 78\n");
    spamd.signal("HUP");
    spamd.log().await("error: spamd: the children there are go on, since new ones fail: ");
    assertTrue(Client.get(spamd.port()).endsWith("hello\n"));
    stage.write("engine.sh", "exec sh \"$@\"\n");
    spamd.signal("HUP");
    spamd.log().await(2, "spamd: server started on ");
    assertTrue(Client.get(spamd.port()).endsWith("hello\n"));
  }

  @Test
  void whoIsServedWhenItIsToldToStopIsServedToTheEnd() throws IOException {
    Preforkd spamd = start("-s", "null");
    try (Client client = Client.holding(spamd.port())) {
      spamd.signal("TERM");
      spamd.log().await("spamd: server killed by SIGTERM, shutting down");
      assertTrue(client.finish().endsWith("hello\n"));
    }
    assertEquals(0, spamd.exitCode());
  }

  /** As the script of SysV starts one after it has stopped the other. */
  @Test
  void theNextOneNeedNotWaitForTheLastClientsOfTheOneBefore() throws IOException {
    stage.environment("PREFORKD_ADMIN", "127.0.0.1:@ADMIN@");
    Preforkd first = start("-s", "null", "-r", "@DIR@/p");
    stage.environment("PREFORKD_ADMIN", "127.0.0.1:" + first.port("ADMIN"));
    Preforkd second;
    try (Client client = Client.holding(first.port())) {
      first.signal("TERM");
      Patience.until("no pidfile", () -> !Files.exists(pidFile()));
      second = stage.startBy("-i", "127.0.0.1:" + first.port(), "-s", "null", "-r", "@DIR@/p");
      assertTrue(Client.get(first.port()).endsWith("hello\n"));
      second.log().await("control.listen: .*; preforkd goes on without it until it can be had$");
      second.log().await("admin.listen: .*; preforkd goes on without it until it can be had$");
      assertFalse(first.hasEnded());
      assertTrue(client.finish().endsWith("hello\n"));
    }
    assertEquals(0, first.exitCode());
    second.log().await("control socket at ");
    second.log().await("admin listens on ");
    assertEquals(second.process().pid() + "\n", Files.readString(pidFile()));
    Finished status = ctl("status");
    assertEquals(0, status.exitCode(), status.output());
    assertEquals(200, Admin.at(first.port("ADMIN")).get("/readyz").status());
  }

  @Test
  void oneAddressOfLocalhostIsEnough() throws IOException {
    Preforkd spamd = stage.startBy("-p", "@PORT@", "-s", "null");
    spamd.log().await("spamd: server started on .*IO::Socket::IP \\[127.0.0.1\\]:" + spamd.port());
    assertTrue(Client.get(spamd.port()).endsWith("hello\n"));
  }

  private static void awaitLine(Path file, String part) {
    Patience.until("in " + file + ": " + part, () -> has(file, part));
  }

  private static boolean has(Path file, String part) {
    try {
      return Files.exists(file) && Files.readString(file).contains(part);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Also if it is asked too early, when nothing comes of it. */
  @Test
  void dumpsItsStacksWhenItIsAsked() throws IOException {
    stage.signalBeforeTheJvm("USR2");
    Preforkd spamd = start("-s", "null");
    spamd.signal("USR2");
    spamd.log().await("warn: spamd: caught SIGUSR2 - dumping backtrace");
    spamd.log().await("warn: spamd: thread loop ");
    assertTrue(Client.get(spamd.port()).endsWith("hello\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-d", "--daemonize", "--dae", "-xdL"})
  void inTheBackgroundItReturnsWhenItServes(String option) throws IOException {
    Path socket = stage.folder().resolve("s");
    Finished started = spamd("-r", "p", "-s", "l.log", "-i", socket.toString(), option);
    assertEquals(0, started.exitCode(), started.output());
    assertTrue(read(Client.to(socket)).endsWith("hello\n"));
    ProcessView daemon = new ProcessView(Long.parseLong(Files.readString(pidFile()).strip()));
    assertEquals("spamd\n", daemon.text("comm"));
    assertEquals("rw-r--r--", rights(pidFile()));
    assertEquals("/dev/null", daemon.link("fd/2"));
    assertEquals("/dev/null", daemon.link("fd/0"));
    end(daemon);
  }

  private static String read(Client client) throws IOException {
    try (client) {
      return client.send("GET / HTTP/1.0\r\n\r\n").readAll();
    }
  }

  private Path pidFile() {
    return stage.folder().resolve("p");
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void end(ProcessView daemon) {
    daemon.signal("INT");
    Patience.until("the end of " + daemon.pid(), () -> !daemon.isAlive());
  }

  @Test
  void goesToTheBackgroundOfWhoeverHasClosedItsOutput() throws IOException {
    stage.by("sh", "-c", "exec \"$@\" <&- >&- 2>&-", "sh", "env", "-C", stage.folder().toString());
    Finished started = stage.preforkd("-d", "-i", stage.folder() + "/s", "-s", "null", "-r", "p");
    assertEquals(0, started.exitCode(), started.output());
    ProcessView daemon = new ProcessView(Long.parseLong(Files.readString(pidFile()).strip()));
    assertEquals("/dev/null", daemon.link("fd/1"));
    assertEquals("/dev/null", daemon.link("fd/2"));
    end(daemon);
  }

  /** In the test's folder, from which relative paths start. */
  private Finished spamd(String... arguments) throws IOException {
    stage.by("env", "-C", stage.folder().toString());
    return stage.preforkd(arguments);
  }

  @Test
  void whatTheLauncherTakesForTheBackgroundMayNotBe() throws IOException {
    Preforkd spamd = start("-s", "stderr", "-d", "--nodaemonize", "--cf", "-d");
    assertEquals(
        spamd.process().pid(),
        Long.parseLong(spamd.log().await("spamd: server pid: (\\d+)").group(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-d", "-xd", "-x"})
  void anEngineThatFailsIsAStartThatFails(String option) throws IOException {
    stage.engine("false");
    Finished failed = spamd("-i", stage.folder() + "/s", "-s", "null", "-r", "p", option);
    assertTrue(failed.exitCode() > 0, failed.output());
    assertTrue(failed.output().contains("spamd: the engine does not come up"), failed.output());
    assertFalse(Files.exists(pidFile()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--bogus | 64 | Unknown option: bogus",
        "-d --bogus | 64 | Usage: spamd",
        "-m many | 64 | Value \"many\" invalid for option m (number expected)",
        "-F | 2 | the -F option has been removed",
        "-d --add-from | 2 | the --add-from option has been removed",
        "-u nosuchuser | 78 | ",
        "-u root | 78 | cannot run as nonexistent user or root with -u option",
        "--ssl --server-key /no.pem | 78 | server key file /no.pem does not exist",
        "-i no:such:place | 78 | invalid socket specification syntax: no:such:place",
        "-v | 78 | cannot use --vpopmail without -u"
      })
  void aStartThatCannotBeSaysWhy(String line, int code, String why) throws IOException {
    Finished failed = spamd(line.strip().split(" ", -1));
    assertEquals(code, failed.exitCode(), failed.output());
    assertTrue(failed.output().contains(why == null ? "spamd: " : why), failed.output());
  }

  @Test
  void whoeverMailsAreScannedAsMustBeThere() throws IOException {
    assumeTrue(Finished.run("id", "-u").output().strip().equals("0"), "only root becomes another");
    Finished failed = spamd("-U", "nosuchuser");
    assertEquals(CONFIG, failed.exitCode(), failed.output());
    String why = "spamd: --default-user nosuchuser: there is no such user";
    assertTrue(failed.output().contains(why), failed.output());
  }

  @Test
  void aPortInUseIsWaitedForAndThenNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Finished failed =
          spamd("-d", "-4", "-s", "null", "-p", Integer.toString(taken.getLocalPort()));
      assertEquals(UNAVAILABLE, failed.exitCode(), failed.output());
      assertTrue(failed.output().contains("Address already in use (EADDRINUSE)"), failed.output());
      assertTrue(failed.output().contains("it is tried again for"), failed.output());
    }
  }

  @Test
  void aPortThatBecomesFreeIsTaken() throws IOException {
    ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    int port = taken.getLocalPort();
    Path log = stage.folder().resolve("l.log");
    Thread waits = new Thread(() -> release(taken, log));
    waits.start();
    Finished started = spamd("-d", "-4", "-p", Integer.toString(port), "-s", "l.log", "-r", "p");
    assertEquals(0, started.exitCode(), started.output());
    assertTrue(Client.get(port).endsWith("hello\n"));
    end(new ProcessView(Long.parseLong(Files.readString(pidFile()).strip())));
  }

  private static void release(ServerSocket taken, Path log) {
    awaitLine(log, "it is tried again for");
    try {
      taken.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void opensNoOtherPortUnlessItIsAskedToAndGoesOnWithoutIt() throws IOException {
    assertEquals(0, start("-s", "null").log().count("admin"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      stage.environment("PREFORKD_ADMIN", "127.0.0.1:" + taken.getLocalPort());
      Preforkd spamd = start("-s", "null");
      spamd.log().await("warn: preforkd: admin.listen: bind .*; preforkd goes on without it");
      assertTrue(Client.get(spamd.port()).endsWith("hello\n"));
    }
    stage.environment("PREFORKD_ADMIN", "nonsense");
    start("-s", "null").log().await("spamd: PREFORKD_ADMIN is nonsense, and not HOST:PORT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/proc/no/such/folder | ^spamd: there is no control socket$",
        "/proc | warn: preforkd: control.listen: .*; preforkd goes on without it"
      })
  void mailGoesOnWithoutAControlSocket(String folder, String line) throws IOException {
    stage.environment("PREFORKD_RUN", folder);
    Preforkd spamd = start("-s", "null");
    spamd.log().await(line);
    assertTrue(Client.get(spamd.port()).endsWith("hello\n"));
  }

  @Test
  void whatIsDumpedIsWhatRuns() throws IOException {
    Finished dump =
        spamd("--dump-config", "-i", "127.0.0.1:7999", "-Ds", "-s", "x.log", "--cf", "a b");
    assertEquals(0, dump.exitCode(), dump.output());
    assertTrue(
        dump.output().contains("- \"--syslog=" + stage.folder() + "/x.log\""), dump.output());
    Path file = stage.write("dumped.yaml", dump.output() + "\n");
    Finished check = Finished.run(stage.image() + "/ops/preforkd", "check", "-c", file.toString());
    assertEquals(0, check.exitCode(), check.output());
  }

  @Test
  void aDumpThatHasNoRoomIsNoSuccess() throws IOException {
    stage.by("sh", "-c", "exec \"$@\" >/dev/full", "sh");
    Finished dump = stage.preforkd("--dump-config", "-d");
    assertEquals(71, dump.exitCode(), dump.output());
    assertEquals(
        "spamd: standard output cannot be written: No space left on device; it is cut",
        dump.output());
  }

  @Test
  void theEngineGetsItsOptions() throws IOException {
    Preforkd spamd = start("-s", "null", "-T", "5", "-L", "-A", "10.,::1");
    spamd
        .log()
        .await(
            "engine: --syslog=null --timeout-tcp=5 --timeout-child=300 .*--local.*--allowed-ips=10.,::1");
  }
}
