package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static final Pattern SPACE = Pattern.compile(" ");
  private static final int USAGE = 64;
  private static final int CONFIG = 78;

  @RegisterExtension final Stage stage = new Stage();

  @ParameterizedTest
  @ValueSource(strings = {"rum", "run --verbos", "check -x", "", "run -c", "schema more"})
  void aWrongCallIsExplained(String arguments) throws IOException {
    Finished wrong = stage.preforkd(SPACE.splitAsStream(arguments).toArray(String[]::new));
    assertEquals(USAGE, wrong.exitCode(), wrong.output());
    assertTrue(wrong.output().contains("--help"), wrong.output());
  }

  @Test
  void checkSaysOk() throws IOException {
    Path good =
        stage.write(
            "good.yaml",
            "pools: [{name: a, listen: \"127.0.0.1:1234\", worker: {java: io.preforkd.example.Hello}}]\n");
    Finished check = stage.preforkd("check", "-c", good.toString());
    assertEquals(0, check.exitCode());
    assertEquals(good + ": ok", check.output());
  }

  @Test
  void checkNamesEveryFaultAsRunDoes() throws IOException {
    Path bad = stage.write("bad.yaml", "pools: [{name: a, listen: nowhere, mxa: 3}]\n");
    Finished check = stage.preforkd("check", "-c", bad.toString());
    assertEquals(CONFIG, check.exitCode());
    assertTrue(
        check.output().contains("nowhere") && check.output().contains("mxa"), check.output());
    assertEquals(stage.preforkd("run", "-c", bad.toString()).output(), check.output());
  }

  @Test
  void configShowsEachValueWithItsOrigin() throws IOException {
    Path file =
        stage.write(
            "c.yaml",
            "pools: [{name: a, listen: \"127.0.0.1:1234\", worker: {java: io.preforkd.example.Hello}, max: 7}]\n");
    Finished config = stage.preforkd("config", "-c", file.toString());
    assertEquals(0, config.exitCode(), config.output());
    assertTrue(config.output().matches("(?s).*max: 7 +# .*c\\.yaml:1.*"), config.output());
    assertTrue(config.output().matches("(?s).*order-timeout: 5s +# default.*"), config.output());
  }

  @Test
  void theDefaultConfigurationIsFound() throws IOException {
    Finished check = stage.preforkd("check");
    assertEquals(0, check.exitCode(), check.output());
    assertTrue(check.output().endsWith("/config/preforkd.yaml: ok"), check.output());
  }

  @Test
  void schemaIsASchema() throws IOException {
    Finished schema = stage.preforkd("schema");
    assertEquals(0, schema.exitCode());
    assertTrue(schema.output().startsWith("{") && schema.output().contains("\"$schema\""));
  }

  @Test
  void helpNamesCommandsAndExitCodes() throws IOException {
    Finished help = stage.preforkd("--help");
    assertEquals(0, help.exitCode());
    for (String word : new String[] {"run", "check", "config", "schema", "78", "TERM"}) {
      assertTrue(help.output().contains(word), word);
    }
  }

  @Test
  void versionIsThatOfTheBuild() throws IOException {
    Finished version = stage.preforkd("--version");
    assertEquals(0, version.exitCode());
    assertTrue(version.output().matches("(?s)preforkd [0-9]+\\.[0-9]+.*"), version.output());
  }
}
