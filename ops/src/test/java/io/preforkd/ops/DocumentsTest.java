package io.preforkd.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the documents to what the distribution and the sources are. */
@Timeout(120)
class DocumentsTest {
  private static final Path IMAGE = Path.of("target/preforkd").toAbsolutePath();
  private static final Path SERVER = Path.of("../daemon/server/src/main/java");
  private static final String PLACEHOLDER = "(?:\\{\\}|%[.\\d]*[sdf])";

  @TempDir Path folder;

  static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(IMAGE)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linksLeadToFilesOfTheDistributionAndTheirHeadings(Path document) throws Exception {
    for (Markdown.Link link : Markdown.read(document).links()) {
      assertTrue(Files.exists(link.file()), document + " links to " + link);
      if (!link.anchor().isEmpty()) {
        Set<String> anchors = Markdown.read(link.file()).anchors();
        assertTrue(anchors.contains(link.anchor()), document + " links to " + link);
      }
    }
  }

  @Test
  void theConfigurationsOfTheReadmeHaveNoFaults() throws Exception {
    Markdown readme = Markdown.read(IMAGE.resolve("README.md"));
    compile("Daytime", readme.blocks("java").get(0));
    List<String> configurations = readme.blocks("yaml");
    assertEquals(3, configurations.size());
    for (String configuration : configurations) {
      assertEquals("preforkd.yaml: ok", check(configuration));
    }
  }

  @Test
  void theScannerOfTheDocumentsCompilesAndItsConfigurationHasNoFaults() throws Exception {
    Markdown readme = Markdown.read(IMAGE.resolve("worker-api/spamd/README.md"));
    compile("Shouting", readme.blocks("java").get(0));
    assertEquals("preforkd.yaml: ok", check(readme.blocks("yaml").get(0)));
  }

  @Test
  void theConfigurationForSpamcHasNoFaults() throws Exception {
    String shipped = Files.readString(IMAGE.resolve("config/spamd.yaml"));
    assertEquals("preforkd.yaml: ok", check(shipped));
  }

  @Test
  void theSimulationOfTheDocumentsSaysWhatTheyShow() throws Exception {
    String example = operations().blocks("console").get(0).replace("\\\n", "");
    int end = example.indexOf('\n');
    String command = "cd '" + IMAGE + "' && " + example.substring("$ ".length(), end);
    assertEquals(example.substring(end).strip(), run("sh", "-c", command));
  }

  @Test
  void theForeignWorkerOfTheReadmeIsAProgram() throws Exception {
    Path worker = folder.resolve("worker.pl");
    Files.writeString(worker, Markdown.read(IMAGE.resolve("README.md")).blocks("perl").get(0));
    assertEquals("worker.pl syntax OK", run("perl", "-c", worker.getFileName().toString()));
  }

  @Test
  void theLogLinesOfTheDocumentsAreThoseOfTheSources() throws Exception {
    String sources = sources();
    List<String> lines = operations().firstCells("Log lines");
    assertFalse(lines.isEmpty());
    for (String line : lines) {
      assertTrue(template(line).matcher(sources).find(), line);
    }
  }

  @Test
  void theSignalsOfOperationsAreComparedWithThoseOfOthers() throws Exception {
    Set<String> compared = signals(Markdown.read(IMAGE.resolve("ops/docs/SIGNALS.md")).text());
    String operations = operations().text().split("(?m)^## Signals$", 2)[1].split("(?m)^## ", 2)[0];
    assertTrue(compared.containsAll(signals(operations)), operations);
    assertTrue(signals(operations).size() > 6, operations);
  }

  private static Set<String> signals(String text) {
    return Pattern.compile("(?m)^\\| ([^|]+) \\|")
        .matcher(text)
        .results()
        .flatMap(row -> Stream.of(row.group(1).split("[^A-Z0-9]+", -1)))
        .filter(word -> word.length() > 2)
        .collect(Collectors.toSet());
  }

  @Test
  void theMetricsOfTheDocumentsAreThoseOfTheSources() throws Exception {
    String sources = sources();
    List<String> names = operations().firstCells("Metrics");
    assertFalse(names.isEmpty());
    for (String name : names) {
      String meter = name.replaceFirst("_seconds_(count|sum)$|_total$", "").replace('_', '.');
      // Counters and gauges are Micrometer's, by its names; histograms have the published ones.
      assertTrue(sources.contains('"' + meter + '"') || sources.contains('"' + name + '"'), name);
    }
  }

  private static Markdown operations() throws IOException {
    return Markdown.read(IMAGE.resolve("ops/docs/operations.md"));
  }

  /** A line of the log with its variable parts in angle brackets, as the source has it. */
  private static Pattern template(String line) {
    String parts =
        Stream.of(line.split("<[^>]*>", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(PLACEHOLDER));
    return Pattern.compile('"' + parts + '"');
  }

  /** All sources of the server as one text, with their broken strings joined. */
  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(SERVER)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
      }
    }
    return all.toString();
  }

  private void compile(String name, String source) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
    List<String> jars = new ArrayList<>(jars(IMAGE.resolve("lib/worker")));
    jars.addAll(jars(IMAGE.resolve("lib/spamd")));
    String api = String.join(":", jars);
    String classes = Files.createDirectory(folder.resolve("classes")).toString();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", api, "-d", classes, file.toString());
    assertEquals(0, result);
  }

  private static List<String> jars(Path lib) throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      return files.map(Path::toString).toList();
    }
  }

  private String check(String configuration) throws Exception {
    Files.writeString(folder.resolve("preforkd.yaml"), configuration);
    return run(IMAGE.resolve("ops/preforkd").toString(), "check", "-c", "preforkd.yaml");
  }

  private String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Process process = builder.redirectErrorStream(true).start();
    byte[] output = process.getInputStream().readAllBytes();
    process.waitFor();
    return new String(output, StandardCharsets.UTF_8).strip();
  }
}
