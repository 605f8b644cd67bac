package io.preforkd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds preforkd.yaml, the reference and the default configuration, against the table of keys. */
final class ReferenceTest {
  private static final Path REFERENCE = Path.of("preforkd.yaml");

  @Test
  void everyKeyIsExplainedAsTheTableHasIt() throws IOException {
    String text = Files.readString(REFERENCE);
    check(DaemonKeys.SECTION, text, text.replaceAll("[ \n#]+", " "));
  }

  private static void check(Section section, String text, String words) {
    for (Key<?> key : section.keys()) {
      assertTrue(words.contains(key.description().replaceAll("[ #]+", " ")), key.description());
      assertTrue(
          Pattern.compile("(?m)^[ #-]*" + key.name() + ":").matcher(text).find(), key.name());
      ConfigReference.sectionOf(key.type()).ifPresent(inner -> check(inner, text, words));
    }
  }

  @Test
  void theDefaultConfigurationHasNoFault() {
    LoadedConfig config = ConfigReader.read(REFERENCE, Map.of("PREFORKD_RUN", "/tmp/run"));
    assertEquals(List.of(), config.faults());
    List<PoolSettings> pools = config.settings().orElseThrow().pools();
    assertEquals(List.of("hello", "echo"), pools.stream().map(PoolSettings::name).toList());
    assertEquals("unix:/tmp/run/echo.sock", pools.get(1).listen().get(1).address().toString());
  }

  @Test
  void withoutPreforkdRunTheSocketIsInRun() {
    List<PoolSettings> pools =
        ConfigReader.read(REFERENCE, Map.of()).settings().orElseThrow().pools();
    assertEquals("unix:/run/preforkd/echo.sock", pools.get(1).listen().get(1).address().toString());
  }
}
