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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The manual pages of the distribution, as those who format pages see them. */
@Tag("once")
class ManualTest {
  private static final Path MANUAL = Path.of("target/preforkd/share/man");

  private static List<String> pages() throws IOException {
    try (Stream<Path> files = Files.walk(MANUAL)) {
      return files.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    }
  }

  @Test
  void mandocFindsNoFault() throws Exception {
    assertSilent("mandoc", "-T", "lint", "-W", "warning");
  }

  @Test
  void groffHasNoWarning() throws Exception {
    assertSilent("groff", "-man", "-ww", "-z", "-T", "utf8");
  }

  private static void assertSilent(String... formatter) throws Exception {
    assumeTrue(run("sh", "-c", "command -v " + formatter[0]).length() > 0, "no " + formatter[0]);
    assertTrue(pages().size() > 12, "" + pages());
    List<String> command = new ArrayList<>(List.of(formatter));
    command.addAll(pages());
    assertEquals("", run(command.toArray(String[]::new)));
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
