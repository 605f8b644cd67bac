package io.preforkd.system.harness;

import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A real Prometheus that scrapes a daemon, with all that it keeps in the test's folder. */
public final class Prometheus implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/prometheus");

  private final Process process;
  private final DaemonLog log;
  private final int port;

  private Prometheus(Process process, int port) {
    this.process = process;
    this.log = new DaemonLog(process.getInputStream());
    this.port = port;
  }

  /**
   * Scrapes the admin port of this daemon each half a second.
   *
   * @param rules files with alerts, of the distribution if they are no absolute paths
   */
  public static Prometheus of(Stage stage, Preforkd daemon, String... rules) throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "prometheus is missing");
    StringBuilder files = new StringBuilder();
    for (String file : rules) {
      files.append("  - ").append(Image.root().resolve(file).toAbsolutePath()).append('\n');
    }
    Path config =
        stage.write(
            "prometheus.yml",
            """
            global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}
            rule_files:
            %sscrape_configs:
              - job_name: preforkd
                static_configs: [{targets: ['127.0.0.1:%d']}]
            """
                .formatted(files, daemon.port("ADMIN")));
    int port = stage.freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + stage.folder().resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + port)
            .directory(stage.folder().toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"));
    Prometheus started = new Prometheus(builder.start(), port);
    started.log.await("Server is ready");
    return started;
  }

  /** The answer to a query of PromQL, as JSON. */
  public String query(String query) throws IOException {
    return get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
  }

  /** Waits until a query has a result with this value. */
  public void await(String query, String value) {
    Patience.until(
        query + " is " + value, () -> ask(query).matches("(?s).*,\"" + value + "\"\\].*"));
  }

  /** Waits until a query has a result. */
  public void await(String query) {
    Patience.until(query, () -> has(query));
  }

  /** Whether a query has a result at this moment. */
  public boolean has(String query) {
    return ask(query).contains("\"value\":[");
  }

  private String ask(String query) {
    try {
      return query(query);
    } catch (IOException e) {
      throw new AssertionError(log.toString(), e);
    }
  }

  /** What a path of its API answers. */
  public String get(String path) throws IOException {
    return Admin.at(port).get(path).body();
  }

  /** Whatever it has complained of. */
  public List<String> complaints() {
    return log.toString().lines().filter(line -> line.matches(".*level=(warn|error).*")).toList();
  }

  @Override
  public void close() {
    process.destroy();
    Finished.await(process, log);
  }
}
