package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code preforkd conformance} of the distribution; that our workers pass is tested with them. */
class ConformanceTest {
  private static final int UNAVAILABLE = 69;
  private static final String DRAIN = "08-drains-in-mid-request";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void saysWhatAWorkerPassesAndWhatItDoesNotAnnounce() throws IOException {
    Finished good =
        stage.preforkd(
            "conformance",
            DRAIN,
            "28-accepts-freely-on-the-board",
            "--",
            "perl",
            stage.image() + "/worker-api/examples/perl/hello.pl");
    assertEquals(
        "ok "
            + DRAIN
            + "\nskip 28-accepts-freely-on-the-board: the worker does not announce free"
            + "\n1 passed, 0 failed, 1 skipped",
        good.output());
    assertEquals(0, good.exitCode());
  }

  @Test
  void saysWhatAWorkerGetsWrong() throws IOException {
    Finished bad =
        stage.preforkd("conformance", "-v", DRAIN, "--", "perl", stage.worker("stock.pl"));
    assertTrue(
        bad.output().contains("not ok " + DRAIN + ": line 3, \"handshake\": got I"), bad.output());
    assertTrue(bad.output().endsWith("0 passed, 1 failed, 0 skipped"), bad.output());
    assertEquals(1, bad.exitCode());
  }

  @Test
  void playsATranscriptOfTheCallersOwn() throws IOException {
    Path own = stage.write("own.transcript", "start\nexpect exit 3 within 30s\n");
    Finished good =
        stage.preforkd("conformance", own.toString(), "--", "sh", "-c", "exit $1", "--", "3");
    assertEquals("ok own\n1 passed, 0 failed, 0 skipped", good.output());
  }

  @Test
  void saysThatPerlIsMissing() throws IOException {
    Path bin = Files.createDirectory(stage.folder().resolve("bin"));
    for (String needed : new String[] {"dirname", "readlink", "sed", "id"}) {
      Path program = Path.of(Finished.run("sh", "-c", "command -v " + needed).output());
      Files.createSymbolicLink(bin.resolve(needed), program);
    }
    stage.environment("PATH", bin.toString());
    Finished refused = stage.preforkd("conformance", "--", "sed");
    assertEquals(UNAVAILABLE, refused.exitCode(), refused.output());
    assertTrue(refused.output().contains("apt-get install perl"), refused.output());
  }
}
