package io.preforkd.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ops/package}; the packages that it makes are installed by a system test. */
@Timeout(30)
class PackageTest {
  private static final Path SOURCES = Path.of("src/debian");
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
  private static final Path SCRIPT = Path.of("package").toAbsolutePath();

  @TempDir Path folder;

  private record Outcome(int code, String output) {}

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  @Test
  void saysHowItIsUsed() throws Exception {
    Outcome help = run("--help");
    assertEquals(0, help.code());
    assertTrue(help.output().startsWith("package [--image DIR] [FOLDER] - makes "), help.output());
  }

  @ParameterizedTest
  @CsvSource({
    "64, --imgae, unknown option --imgae; see ops/package --help",
    "64, --image, --image needs a folder; see ops/package --help",
    "64, here there, more than one folder; see ops/package --help",
    "66, --image here, here is not a distribution of preforkd: lib/worker is missing"
  })
  void saysWhatIsWrong(int code, String arguments, String words) throws Exception {
    Outcome refused = run(arguments.split(" ", -1));
    assertEquals("ops/package: " + words + "\n", refused.output());
    assertEquals(code, refused.code());
  }

  /** A file with this in its name, and another way to say what is theirs. */
  @Test
  void theInstancesDifferFromTheServiceInTheirNamesAlone() throws Exception {
    Path units = SOURCES.resolve("preforkd/usr/lib/systemd/system");
    String service = body(units.resolve("preforkd.service"));
    String instance = body(units.resolve("preforkd@.service"));
    assertEquals(
        service,
        instance
            .replace("host, %i", "host")
            .replace("/%i.yaml", "/preforkd.yaml")
            .replace("preforkd/%i", "preforkd/main"));
  }

  private static String body(Path unit) throws IOException {
    String text = Files.readString(unit);
    return text.substring(text.indexOf("[Unit]"));
  }

  @Test
  void theSandboxOfTheServiceLeavesLittle() throws Exception {
    assumeTrue(Files.isExecutable(ANALYZE), "no " + ANALYZE);
    Process process =
        new ProcessBuilder(
                ANALYZE.toString(),
                "security",
                "--offline=true",
                "--no-pager",
                "--threshold=20",
                SOURCES.resolve("preforkd/usr/lib/systemd/system/preforkd.service").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  /** They are called for much that is none of their business. */
  @ParameterizedTest
  @CsvSource({
    "preforkd, postinst",
    "preforkd, prerm",
    "preforkd, postrm",
    "preforkd-spamd, preinst",
    "preforkd-spamd, postinst",
    "preforkd-spamd, postrm"
  })
  void itsScriptsDoNothingUnasked(String name, String script) throws Exception {
    Path file = SOURCES.resolve(name).resolve("DEBIAN").resolve(script).toAbsolutePath();
    assertTrue(Files.isExecutable(file));
    Process process =
        new ProcessBuilder(file.toString(), "nonsense").redirectErrorStream(true).start();
    assertEquals(0, process.getInputStream().readAllBytes().length);
    assertEquals(0, process.waitFor());
  }
}
