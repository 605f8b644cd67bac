package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pure parts of the engine for spamd, by tests of its own in Perl. */
class EnginePartsTest {
  private static final String TESTS = "../../worker-api/spamd/perl/t";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void everyPartPasses() throws IOException {
    Engine.assumeThere();
    String modules = "-I" + stage.image() + "/worker-api/spamd/perl/lib";
    Finished done = Finished.run("prove", "-T", "-w", modules, TESTS);
    assertEquals(0, done.exitCode(), done.output());
    assertTrue(done.output().contains("All tests successful"), done.output());
  }
}
