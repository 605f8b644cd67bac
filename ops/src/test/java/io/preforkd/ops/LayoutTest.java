package io.preforkd.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
  private static final Path IMAGE = Path.of("target/preforkd");
  private static final Pattern PACKAGE_URL =
      Pattern.compile(
          "\"purl\" : \"pkg:maven/[^/\"]+/([^@\"]+)@([^?\"]+)[?](?:classifier=([^&\"]+)&)?type=jar\"");

  /** Names of the jars in a folder, without their versions. */
  private static Set<String> jarsIn(String folder) throws IOException {
    try (Stream<Path> files = Files.list(IMAGE.resolve(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .map(name -> name.replaceFirst("-[0-9].*", ""))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void childrenGetTheWorkerApiAndTheExamplesAndNothingElse() throws Exception {
    assertEquals(Set.of("preforkd-worker-api", "preforkd-examples"), jarsIn("lib/worker"));
  }

  @Test
  void nettyIsApartFromWhatOtherChildrenLoad() throws Exception {
    Set<String> jars = jarsIn("lib/netty-worker");
    assertTrue(jars.containsAll(Set.of("preforkd-worker-netty", "netty-transport")), "" + jars);
    assertTrue(jars.stream().allMatch(jar -> jar.contains("netty")), "" + jars);
  }

  @Test
  void theProtocolOfSpamdIsApartFromWhatOtherChildrenLoad() throws Exception {
    assertEquals(Set.of("preforkd-spamd", "re2j"), jarsIn("lib/spamd"));
  }

  @Test
  void theDaemonDoesNotSeeTheExamples() throws Exception {
    Set<String> jars = jarsIn("lib");
    assertTrue(jars.containsAll(Set.of("preforkd-server", "preforkd-pool", "preforkd-config")));
    assertTrue(
        jars.stream().noneMatch(Set.of("preforkd-examples", "preforkd-spamd", "re2j")::contains));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LICENSE",
        "README.md",
        "CHANGELOG.md",
        "config/preforkd.yaml",
        "config/spamd.yaml",
        "config/spamd.rules",
        "config/preforkd.alerts.yaml",
        "config/preforkd.dashboard.json",
        "config/spamd.alerts.yaml",
        "worker-api/PROTOCOL.md",
        "worker-api/conformance/run.pl",
        "worker-api/spamd/README.md",
        "lib/inetd.pl",
        "ops/docs/design.md",
        "ops/docs/operations.md",
        "ops/docs/SIGNALS.md",
        "ops/docs/howto/haproxy.md",
        "ops/docs/spamd.md",
        "ops/docs/runbook.md",
        "ops/docs/runbook-pools.md",
        "ops/docs/benchmarks.md",
        "ops/docs/README.md",
        "ops/docs/tutorial.md",
        "ops/docs/howto/systemd.md",
        "ops/docs/howto/container.md",
        "ops/kubernetes/preforkd.yaml",
        "ops/docs/reference/commands.md",
        "ops/docs/reference/configuration.md",
        "share/bash-completion/completions/preforkd",
        "share/zsh/vendor-completions/_preforkd",
        "share/man/man1/preforkd.1",
        "share/man/man5/preforkd.yaml.5",
        "share/man/man8/preforkd-run.8"
      })
  void whatAnOperatorReadsOrUsesIsThere(String document) {
    assertTrue(Files.isRegularFile(IMAGE.resolve(document)));
  }

  /** By its Maven coordinates, from which the name of its file is made. */
  @Test
  void everyJarIsInTheBillOfMaterials() throws Exception {
    String bill = Files.readString(IMAGE.resolve("share/sbom/preforkd.cdx.json"));
    Set<String> named =
        PACKAGE_URL.matcher(bill).results().map(LayoutTest::jar).collect(Collectors.toSet());
    try (Stream<Path> files = Files.walk(IMAGE.resolve("lib"))) {
      Set<String> there =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".jar"))
              .collect(Collectors.toSet());
      assertTrue(there.size() > 20, there.toString());
      there.removeAll(named);
      assertEquals(Set.of(), there);
    }
  }

  private static String jar(MatchResult url) {
    String classifier = url.group(3) == null ? "" : "-" + url.group(3);
    return url.group(1) + "-" + url.group(2) + classifier + ".jar";
  }

  @Test
  void theBillOfMaterialsIsTheSameForEveryBuild() throws Exception {
    String bill = Files.readString(IMAGE.resolve("share/sbom/preforkd.cdx.json"));
    assertTrue(bill.contains("\"CycloneDX\""), bill.substring(0, 200));
    assertTrue(!bill.contains("serialNumber"), "a number drawn by lot");
    assertTrue(!bill.contains("\"timestamp\"") || bill.contains("2026-01-01T00:00:00Z"), "a clock");
  }

  @Test
  void theLaunchersCanBeRun() {
    assertTrue(Files.isExecutable(IMAGE.resolve("ops/preforkd")));
    assertTrue(Files.isExecutable(IMAGE.resolve("ops/spamd")));
  }
}
