package io.preforkd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults in how a file is written: each with its place and its remedy. */
final class FaultsTest {
  @TempDir Path directory;
  private Configuration files;

  @BeforeEach
  void start() {
    files = new Configuration(directory);
  }

  @Test
  void aMistypedPlaceForLogLinesIsNoFile() {
    assertEquals(
        List.of(
            "main.yaml:1:11: log.to: \"Stderr\" is no place for log lines; did you mean stderr?"
                + " A path has a /, as in ./Stderr"),
        files.faults("log: {to: Stderr}\n" + Configuration.POOL));
    assertEquals(List.of(), files.faults("log: {to: ./stdout}\n" + Configuration.POOL));
  }

  @Test
  void anUnknownKeyIsRefusedWithTheNearestName() {
    assertEquals(
        List.of(
            "main.yaml:5:5: pools[0].min-sparse: unknown key in a pool; did you mean min-spare?"),
        files.faults(Configuration.pool("min-sparse: 2")));
  }

  @Test
  void anUnknownKeyWithoutANearNameIsRefusedWithAllNames() {
    assertEquals(
        List.of(
            "main.yaml:1:7: log.colour: unknown key in log; known here: level, format, to, syslog,"
                + " size, keep, repeat-limit"),
        files.faults("log: {colour: red}\n" + Configuration.POOL));
  }

  @Test
  void aDuplicateKeyIsRefusedWithBothLines() {
    assertEquals(
        List.of(
            "main.yaml:6:5: pools[0].max: is written twice, in line 5 and in line 6; remove one"),
        files.faults(Configuration.pool("max: 3", "max: 4")));
  }

  @Test
  void allFaultsOfAllFilesAreFoundInOnePassAndSorted() {
    files.file("a.yaml", Configuration.pool("max: 0").replace("web", "a").replace(":80", ":81"));
    files.file("b.yaml", "pools: [\n");
    List<String> faults =
        files.faults("include: [b.yaml, a.yaml]\n" + Configuration.pool("umask: 9", "nice: 99"));
    List<String> places =
        faults.stream().map(fault -> fault.substring(0, fault.indexOf(": "))).toList();
    assertEquals(List.of("a.yaml:5:10", "b.yaml:2:1", "main.yaml:6:12", "main.yaml:7:11"), places);
  }

  @Test
  void aValueOfTheWrongKindIsRefused() {
    assertEquals(
        List.of(
            "main.yaml:5:10: pools[0].max: needs a whole number, 1 to 32768, and this is a list",
            "main.yaml:6:13: pools[0].limits: needs a mapping, and this is a plain text",
            "main.yaml:7:19: pools[0].environment: needs a mapping of names to: a text, and this is a list",
            "main.yaml:8:23: pools[0].pass-environment: needs a list of: a variable's name, and this is a plain text"),
        files.faults(
            Configuration.pool(
                "max: [1]", "limits: none", "environment:  [A]", "pass-environment: HOME")));
  }

  @Test
  void aKeyWithoutAValueIsRefused() {
    assertEquals(
        List.of("main.yaml:5:9: pools[0].max: has no value; give one, or remove the key"),
        files.faults(Configuration.pool("max:")));
  }

  @Test
  void aNumberInQuotesIsRefused() {
    assertEquals(
        List.of(
            "main.yaml:5:10: pools[0].max: \"3\" is a text, and this needs a whole number, 1 to 32768; remove the quotes"),
        files.faults(Configuration.pool("max: \"3\"")));
  }

  @Test
  void aNumberOutOfRangeIsRefused() {
    assertEquals(
        List.of(
            "main.yaml:5:10: pools[0].max: 32769 is out of range; give a whole number, 1 to 32768"),
        files.faults(Configuration.pool("max: 32769")));
  }

  @Test
  void aTimeWithoutAUnitIsRefused() {
    assertEquals(
        List.of(
            "main.yaml:5:17: pools[0].kill-after: \"5\" is not a time; write a whole number and a unit: 500ms, 10s, 5m or 1h"),
        files.faults(Configuration.pool("kill-after: 5")));
  }

  @Test
  void aTimeOutOfRangeIsRefused() {
    assertEquals(
        List.of("main.yaml:5:17: pools[0].kill-after: 2h is out of range; give a time, 0 to 1h"),
        files.faults(Configuration.pool("kill-after: 120m")));
  }

  @Test
  void anUnknownWordIsRefusedWithTheNearest() {
    assertEquals(
        List.of("main.yaml:5:11: pools[0].mode: \"dinamic\" is not known; did you mean dynamic?"),
        files.faults(Configuration.pool("mode: dinamic")));
  }

  @Test
  void permissionBitsNeedFourOctalDigits() {
    for (String bits : List.of("022", "0o22", "0888", "18", "\"1777\"")) {
      String fault = files.faults(Configuration.pool("umask: " + bits)).get(0);
      assertTrue(fault.endsWith("give permission bits as four octal digits, 0000 to 0777"), fault);
    }
  }

  @Test
  void aMissingKeyIsNamed() {
    assertEquals(
        List.of(
            "main.yaml:1:9: pools[0].name: is missing; give a name",
            "main.yaml:1:9: pools[0].listen: is missing; give one or a list of: HOST:PORT, unix:/PATH, unix:@NAME or systemd:NAME, or a mapping",
            "main.yaml:1:9: pools[0].worker: is missing; give a mapping"),
        files.faults("pools: [{}]"));
  }

  @Test
  void anUnsetVariableIsRefused() {
    assertEquals(
        List.of(
            "main.yaml:5:10: pools[0].max: the environment variable MAX is not set; set it, or write ${MAX:-default}"),
        files.faults(Configuration.pool("max: ${MAX}")));
  }

  @Test
  void aLoneDollarSignIsRefused() {
    assertEquals(
        List.of(
            "main.yaml:5:16: pools[0].directory: a dollar sign begins neither ${NAME} nor ${NAME:-default}; write $$ for a dollar sign"),
        files.faults(Configuration.pool("directory: $HOME")));
  }

  @Test
  void whatAVariableHoldsIsCheckedAsIfItWereWritten() {
    assertEquals(
        List.of(
            "main.yaml:5:10: pools[0].max: \"many\" is not a whole number; give a whole number, 1 to 32768"),
        files.set("MAX", "many").faults(Configuration.pool("max: ${MAX}")));
  }

  @Test
  void aTabIsRefusedWithItsPlace() {
    String fault = files.faults("log:\n\tlevel: info\n").get(0);
    assertTrue(fault.startsWith("main.yaml:2:1: not YAML: "), fault);
    assertTrue(fault.contains("never tabs"), fault);
  }

  @Test
  void anEmptyFileIsRefused() {
    assertTrue(files.faults("# nothing\n").get(0).startsWith("main.yaml: is empty; "));
  }

  @Test
  void aMissingFileIsRefused() {
    assertEquals(List.of("main.yaml: does not exist; check the path"), files.faults());
  }

  @Test
  void aDirectoryIsRefused() throws IOException {
    Files.createDirectory(directory.resolve("main.yaml"));
    assertEquals(List.of("main.yaml: is a directory; name a file"), files.faults());
  }

  @Test
  void aFileThatIsNotUtf8IsRefused() throws IOException {
    Files.write(directory.resolve("main.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff});
    assertEquals(List.of("main.yaml: is not UTF-8; save it as UTF-8"), files.faults());
  }

  @Test
  void aControlCharacterIsRefusedWithItsPlace() {
    assertEquals(
        List.of("main.yaml:2:3: the character U+0007 is not allowed; remove it"),
        files.faults("# x\na:\u0007 b\n"));
  }

  @Test
  void aFileOverOneMebibyteIsRefused() {
    assertTrue(
        files
            .faults("#".repeat(1 << 20) + "\n")
            .get(0)
            .startsWith("main.yaml: is larger than 1 MiB; "));
  }

  @Test
  void aBombOfAliasesIsRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    String fault = files.faults(bomb.toString()).get(0);
    assertTrue(fault.contains("more than 100000 values"), fault);
  }

  @Test
  void anAliasThatContainsItselfIsRefused() {
    assertTrue(
        files
            .faults("log: &a {level: *a}\n")
            .get(0)
            .contains("nothing above is named by the anchor &a"));
  }

  @Test
  void aTreeThatIsTooDeepIsRefused() {
    assertTrue(files.faults("[".repeat(5000)).get(0).contains("nested deeper than 30"));
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertEquals(
        List.of("main.yaml:2:1: a second document begins here; one file holds one document"),
        files.faults("log: {}\n---\nlog: {}\n"));
  }

  @Test
  void aTagIsRefused() {
    assertTrue(
        files.faults("log: !!map {}\n").get(0).startsWith("main.yaml:1:6: tags are not used here"));
  }

  @Test
  void twoListenersMayEachHaveAFreePort() {
    String two = "['127.0.0.1:0', {address: '127.0.0.1:0', name: b}]";
    assertEquals(List.of(), files.faults(Configuration.POOL.replace("'127.0.0.1:80'", two)));
  }

  @Test
  void theAdminListenerHasNoFreePort() {
    String fault = files.faults("admin: '127.0.0.1:0'\n" + Configuration.POOL).get(0);
    assertTrue(fault.contains("is not a TCP port from 1 to 65535"), fault);
  }

  @Test
  void aBadAddressIsRefusedWithWhatIsMissing() {
    for (String address :
        List.of(
            "8080",
            "host",
            "127.0.0.1:65536",
            "300.0.0.1:80",
            "1.2.3:80",
            "[::g]:80",
            "[1::2::3]:80",
            "::1:80",
            "-a:80",
            ":80",
            "unix:",
            "unix:@",
            "unix:run/x",
            "unix:/run/",
            "unix:/" + "x".repeat(107),
            "systemd:",
            "systemd:a:b")) {
      String fault = files.faults(Configuration.POOL.replace("127.0.0.1:80", address)).get(0);
      assertTrue(
          fault.contains(": pools[0].listen: \"" + address + "\" is no address; give "), fault);
    }
  }
}
