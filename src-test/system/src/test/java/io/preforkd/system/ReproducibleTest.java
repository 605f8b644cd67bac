package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same sources give the same bytes, wherever they lie, whenever and by whom they are built. */
@Tag("slow")
@Tag("once")
class ReproducibleTest {
  private static final Duration BUILD = Duration.ofMinutes(15);

  private static final Pattern SHIPPED = Pattern.compile(".*\\.(deb|tar\\.gz|cdx\\.json)");

  private static final String ELSEWHERE = "umask 077; export TZ=Asia/Tokyo LANG=C; ";

  /** Without what has been built. */
  private static final String COPY =
      "cd '%s' && git ls-files -z --cached --others --exclude-standard"
          + " | tar --create --null --ignore-failed-read --files-from=-"
          + " | tar --extract --directory='%s'";

  @TempDir Path folder;

  private Path copy(String name, String circumstances) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    run(circumstances + COPY.formatted(Image.sources(), copy));
    return copy;
  }

  /** All that is shipped, with its hash. */
  private static Map<String, String> build(Path copy, String circumstances) throws Exception {
    run(circumstances + "'" + copy + "/ops/package'");
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.list(copy.resolve("ops/target"))) {
      for (Path file : files.filter(ReproducibleTest::isShipped).toList()) {
        hashes.put(file.getFileName().toString(), hash(file));
      }
    }
    return hashes;
  }

  private static void run(String line) throws IOException {
    Finished done = Finished.within(BUILD, "bash", "-o", "pipefail", "-c", line);
    assertEquals(0, done.exitCode(), done.output());
  }

  private static boolean isShipped(Path file) {
    return SHIPPED.matcher(file.getFileName().toString()).matches();
  }

  private static String hash(Path file) throws IOException, NoSuchAlgorithmException {
    byte[] bytes = Files.readAllBytes(file);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void twoBuildsInDifferentFoldersAreTheSame() throws Exception {
    assumeTrue(Files.exists(Image.sources().resolve(".git")), "no checkout");
    for (String program : Set.of("git", "mvn", "dpkg-deb")) {
      assumeTrue(Finished.hasProgram(program), "no " + program);
    }
    Path here = copy("one", "");
    Path there = copy("another/deeper", ELSEWHERE);
    Map<String, String> one = build(here, "");
    Map<String, String> other = build(there, ELSEWHERE);
    assertEquals(
        Set.of("preforkd.tar.gz", "preforkd.cdx.json", "preforkd.deb", "preforkd-spamd.deb"),
        one.keySet().stream().map(ReproducibleTest::withoutVersion).collect(Collectors.toSet()));
    assertEquals(one, other);
  }

  private static String withoutVersion(String name) {
    return name.replaceFirst("-\\d+[.\\d]*\\.tar", ".tar").replaceFirst("_.*_all", "");
  }
}
