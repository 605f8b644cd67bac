package io.preforkd.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.testing.Configs;
import io.preforkd.server.testing.Installation;
import io.preforkd.server.testing.OpenDescriptors;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit codes and messages; what needs a running daemon is tested with real processes. */
@Timeout(60)
class MainTest {
  private static final String CAT = "worker: {command: [cat]}";

  @TempDir private Path directory;
  @RegisterExtension final CaughtOutput output = new CaughtOutput();

  @Test
  void checkSaysOk() throws Exception {
    Path file = Configs.file(directory, Configs.pools(CAT));
    assertEquals(0, output.execute("check", "-c", file.toString()));
    assertEquals(file + ": ok\n", out());
    assertEquals("", err());
  }

  @Test
  void checkSaysEveryFaultOfTheReader() throws Exception {
    Path file = Configs.file(directory, Configs.pools(CAT, "mim: 3", "max: none"));
    assertEquals(78, output.execute("check", "--config", file.toString()));
    assertEquals("", out());
    assertEquals(2, err().lines().count(), err());
    assertTrue(err().contains(file + ":"), err());
    assertTrue(err().contains("mim") && err().contains("max"), err());
  }

  @Test
  void checkSaysEveryFaultOfThisMachine() throws Exception {
    Path file =
        Configs.file(
            directory, Configs.pools("worker: {command: [/no/such/program]}", "directory: /none"));
    assertEquals(78, output.execute("check", "-c", file.toString()));
    assertEquals(
        file
            + ":5:13: pools[0].worker: command: /no/such/program is not a program that can be run\n"
            + file
            + ":6:16: pools[0].directory: /none is not a directory\n",
        err());
  }

  @Test
  void everyCommandNamesAFileThatIsMissing() {
    String missing = directory.resolve("none.yaml").toString();
    for (String command : new String[] {"check", "config", "run"}) {
      output.forget();
      assertEquals(78, output.execute(command, "-c", missing), command);
      assertTrue(err().contains(missing), err());
    }
  }

  @Test
  void configPrintsEveryValueWithItsOrigin() throws Exception {
    Path file = Configs.file(directory, Configs.pools(CAT, "max: 9"));
    assertEquals(0, output.execute("config", "-c", file.toString()));
    assertTrue(out().lines().anyMatch(l -> l.contains("max: 9") && l.contains("preforkd.yaml:")));
    assertTrue(
        out().lines().anyMatch(l -> l.contains("self-accept: true") && l.contains("default")));
  }

  @Test
  void configSaysEveryFault() throws Exception {
    Path file = Configs.file(directory, Configs.pools(CAT, "mim: 3"));
    assertEquals(78, output.execute("config", "-c", file.toString()));
    assertTrue(err().contains("mim"), err());
    assertEquals("", out());
  }

  @Test
  void schemaPrintsJson() {
    assertEquals(0, output.execute("schema"));
    assertTrue(out().startsWith("{") && out().contains("\"$schema\""), out());
  }

  @Test
  void runRefusesAWrongConfigurationAndStartsNothing() throws Exception {
    Path file = Configs.file(directory, Configs.pools("worker: {command: [/no/such/program]}"));
    assertEquals(78, output.execute("run", "-c", file.toString()));
    assertTrue(err().contains("/no/such/program is not a program"), err());
  }

  @Test
  void runNamesAnAddressThatIsInUseAndLeavesNothing() throws Exception {
    Set<String> before = OpenDescriptors.ours();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path socket = directory.resolve("s");
      String address = "127.0.0.1:" + taken.getLocalPort();
      Path file =
          Configs.file(
              directory, Configs.pools(CAT, "listen: ['unix:" + socket + "', '" + address + "']"));
      assertEquals(69, output.execute("run", "-c", file.toString()));
      String message = "preforkd: pool web: bind " + address + ": Address already in use";
      assertTrue(err().contains(message), err());
      assertTrue(Files.notExists(socket));
    }
    assertEquals(before, OpenDescriptors.ours());
  }

  @Test
  void runNamesAnAdminAddressThatIsInUseAndLeavesNothing() throws Exception {
    Set<String> before = OpenDescriptors.ours();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      String yaml = Configs.pools(CAT).replace("'off'", "'" + address + "'");
      Path file = Configs.file(directory, yaml);
      assertEquals(69, output.execute("run", "-c", file.toString()));
      assertTrue(err().contains("preforkd: admin.listen: bind " + address + ": Address"), err());
    }
    assertEquals(before, OpenDescriptors.ours());
  }

  @Test
  void runNamesAFolderThatIsMissing() throws Exception {
    Path socket = directory.resolve("none/s");
    Path file = Configs.file(directory, Configs.pools(CAT, "listen: 'unix:" + socket + "'"));
    assertEquals(71, output.execute("run", "-c", file.toString()));
    assertTrue(err().contains("preforkd: pool web: bind " + socket + ": No such file"), err());
  }

  @Test
  void runEndsWhenNoPoolCanWork() throws Exception {
    Path file = Configs.file(directory, Configs.pools("worker: {command: [sh, -c, 'exit 78']}"));
    assertEquals(78, output.execute("run", "-c", file.toString()));
    assertTrue(err().contains("pool=web is given up: the worker ended with exit code 78"), err());
    assertTrue(err().contains("preforkd ends: every pool was given up"), err());
  }

  @Test
  void helpIsForStdoutAndNoFault() {
    assertEquals(0, output.execute("--help"));
    assertTrue(out().contains("Exit codes (sysexits.h):"), out());
    assertEquals(0, output.execute("run", "--help"));
    assertEquals("", err());
  }

  @Test
  void versionNamesItselfAndItsJava() {
    assertEquals(0, output.execute("--version"));
    assertEquals("preforkd development (Java " + System.getProperty("java.version") + ")\n", out());
  }

  @Test
  void aMissingCommandIsAFaultOfUsage() {
    assertEquals(64, output.execute());
    assertTrue(
        err()
            .startsWith(
                "preforkd: Missing command: one of run, cluster, check, config, schema, ctl, top, replay, simulate, conformance, completion\n"),
        err());
    assertTrue(err().endsWith("Try 'preforkd --help'.\n"), err());
  }

  @Test
  void anUnknownOptionIsAFaultOfUsage() {
    assertEquals(64, output.execute("check", "--confg", "x"));
    assertTrue(err().contains("--confg"), err());
    assertTrue(err().contains("Try 'preforkd check --help'."), err());
  }

  @Test
  void anUnknownCommandIsAFaultOfUsageAndTheNearestIsNamed() {
    assertEquals(64, output.execute("chekc"));
    assertTrue(err().contains("chekc") && err().contains("check"), err());
  }

  @Test
  void replaySaysWhatItFinds() throws Exception {
    Path journal = directory.resolve("journal");
    assertEquals(66, output.execute("replay", journal.toString()));
    assertTrue(err().contains(journal + " cannot be read: java.nio.file.NoSuchFile"), err());
    Files.writeString(
        journal,
        "{\"journal\":1,\"preforkd\":\"1\",\"at\":\"\",\"dropped\":0,\"limit\":9,\"pools\":[]}\n");
    assertEquals(0, output.execute("replay", journal.toString()));
    assertEquals(journal + ": 0 events, 0 decisions of 0 pools replayed, all the same\n", out());
    Files.writeString(journal, "{}\n");
    assertEquals(65, output.execute("replay", journal.toString()));
    assertTrue(err().contains(journal + ":1: it is none of the entries"), err());
    assertEquals(64, output.execute("replay"));
  }

  @Test
  void conformanceNamesItsTranscripts() throws Exception {
    try (Installation installation = new Installation(directory)) {
      installation.transcript("02-second");
      installation.transcript("01-first");
      assertEquals(0, output.execute("conformance", "--list"));
    }
    assertEquals("01-first\n02-second\n", out());
  }

  @Test
  void conformanceSaysWhatIsNotThere() throws Exception {
    try (Installation installation = new Installation(directory)) {
      Path first = installation.transcript("01-first");
      assertEquals(66, output.execute("conformance", "01-first", "02-second", "--", "true"));
      Path second = first.resolveSibling("02-second.transcript");
      assertTrue(err().contains("there is no transcript " + second + "; --list names"), err());
      assertEquals(66, output.execute("conformance", "./mine", "--", "true"));
      assertTrue(err().contains("there is no transcript ./mine;"), err());
      assertEquals(66, output.execute("conformance", "01-first", "--", "/no/worker", "--list"));
      assertTrue(err().contains("the worker /no/worker is not a program"), err());
    }
  }

  @Test
  void conformanceWithoutAWorkerIsAFaultOfUsage() {
    assertEquals(64, output.execute("conformance", "01-first"));
    assertTrue(err().contains("Missing the worker: put -- and its command"), err());
    assertTrue(err().endsWith("Try 'preforkd conformance --help'.\n"), err());
    assertEquals(64, output.execute("conformance", "--"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"schema", "--help", "completion bash", "check --help"})
  void aDiskThatIsFullIsTold(String command) throws Exception {
    try (OutputStream full = new FileOutputStream("/dev/full")) {
      assertEquals(71, Main.execute(full, command.split(" ", -1)));
    }
    assertEquals(
        "preforkd: standard output cannot be written: No space left on device; it is cut\n", err());
  }

  @Test
  void aDiskThatIsFullDoesNotHideAFault() throws Exception {
    Path file = Configs.file(directory, Configs.pools(CAT, "mim: 3"));
    try (OutputStream full = new FileOutputStream("/dev/full")) {
      assertEquals(78, Main.execute(full, "config", "-c", file.toString()));
    }
    assertTrue(err().contains("mim"), err());
  }

  private String out() {
    return output.out();
  }

  private String err() {
    return output.err();
  }
}
