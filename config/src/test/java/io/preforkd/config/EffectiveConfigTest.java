package io.preforkd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The effective configuration shows every value with its origin, and reads back as itself. */
final class EffectiveConfigTest {
  @TempDir Path directory;

  @Test
  void theTextIsAsInTheGoldenFile() throws IOException {
    Configuration files =
        new Configuration(directory).file("pools.d/b.yaml", Documents.INCLUDED).set("PORT", "8080");
    LoadedConfig config =
        files.read(
            """
            include: pools.d/*.yaml
            pools:
              - name: web
                listen: 127.0.0.1:${PORT}
                worker: {java: a.B, settings: {greeting: "hi # there", price: 3$$}}
                min-spare: ${NONE:-1}
            """);
    assertEquals(List.of(), config.faults());
    assertEquals(golden(), config.effective().toText());
  }

  private static String golden() throws IOException {
    try (var in = EffectiveConfigTest.class.getResourceAsStream("effective.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void linesAndTextAreTheSame() {
    EffectiveConfig effective = new Configuration(directory).read(Configuration.POOL).effective();
    assertEquals(effective.toText(), String.join("\n", effective.lines()) + "\n");
  }

  @Test
  void valuesOfSettingsAndEnvironmentCanBeLeftOut() {
    String worker = "{java: a.B, settings: {key: topsecret, none: ''}}";
    LoadedConfig config =
        new Configuration(directory)
            .set("TOKEN", "topsecret")
            .read(
                "pools:\n  - name: web\n    listen: 127.0.0.1:1\n    worker: "
                    + worker
                    + "\n    environment: {TOKEN: \"${TOKEN}\"}\n");
    assertEquals(List.of(), config.faults());
    List<String> shown = config.effective().linesWithoutSecrets();
    List<String> whole = config.effective().lines();
    assertEquals(whole.size(), shown.size());
    assertEquals(2, whole.stream().filter(line -> line.contains("topsecret")).count());
    assertEquals(
        List.of("key: (hidden)", "none: (hidden)", "TOKEN: (hidden)"),
        shown.stream()
            .filter(line -> !whole.contains(line))
            .map(line -> line.replaceAll(" # .*", "").strip())
            .toList());
  }

  @Test
  void itReadsBackAsTheSameSettings() {
    long seed = Long.getLong("seed", 1);
    RandomDocument documents = new RandomDocument(new Random(seed));
    for (int i = 0; i < 100; i++) {
      LoadedConfig first = new Configuration(directory).read(documents.next());
      LoadedConfig second = new Configuration(directory).read(first.effective().toText());
      assertEquals(
          List.of(), second.faults(), () -> "seed " + seed + "\n" + first.effective().toText());
      assertEquals(first.settings(), second.settings(), () -> "seed " + seed);
      assertEquals(first.hash(), second.hash(), () -> "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{thread: no.Matter, settings: {a: b}}",
        "{server: [nc]}\n    dispatch: shared\n    mode: static",
        "{inetd: [cat]}",
        "{template: [perl]}"
      })
  void itReadsBackWhateverTheWorkersKindIs(String worker) {
    for (String address : List.of("127.0.0.1:7799", "'*:7799'", "'[::1]:7799'")) {
      readsBack("pools:\n  - name: web\n    listen: " + address + "\n    worker: " + worker + "\n");
    }
  }

  private void readsBack(String text) {
    Configuration files = new Configuration(directory);
    LoadedConfig first = files.read(text);
    LoadedConfig second = files.read(first.effective().toText());
    assertEquals(List.of(), second.faults(), () -> first.effective().toText());
    assertEquals(first.settings(), second.settings());
  }

  @Test
  void theHashIsOfMeaningsNotOfTexts() {
    Configuration files = new Configuration(directory);
    String hash = files.read(Configuration.pool("max: 16")).hash();
    assertEquals(hash, files.read("# a comment\n" + Configuration.POOL).hash());
    assertNotEquals(hash, files.read(Configuration.pool("max: 17")).hash());
  }

  @Test
  void whatCouldBeReadIsShownDespiteFaults() throws IOException {
    LoadedConfig config =
        new Configuration(directory).read(Configuration.pool("max: many", "nice: 5"));
    assertTrue(config.settings().isEmpty());
    assertTrue(config.effective().lines().contains("    nice: 5 # main.yaml:6"));
    assertTrue(Files.exists(directory.resolve("main.yaml")));
  }
}
