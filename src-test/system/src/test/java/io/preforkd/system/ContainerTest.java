package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.PrivateRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the Dockerfile says, done without Docker: its user, on a root that cannot be written, as
 * process 1, without capabilities.
 */
@Tag("once")
class ContainerTest {
  private static final Path SOURCES = Image.packager().resolveSibling("..").normalize();

  /** As Kubernetes makes them: everybody's, and root's. */
  private static final String WRITABLE =
      "for folder in /run/preforkd /var/cache/preforkd /tmp; do"
          + " mount -t tmpfs -o mode=1777 tmpfs $folder; done; ";

  private static final String CONTAINER =
      "mount -t proc proc /proc; mount -o remount,bind,ro /;"
          + " exec setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs"
          + " --bounding-set -all env -i PATH=/usr/bin:/bin ";

  private static final int UNAVAILABLE = 69;

  @TempDir private Path folder;
  @TempDir private Path shared;
  private String dockerfile;
  private PrivateRoot root;

  @BeforeEach
  void open() throws IOException {
    for (String program : List.of("/usr/bin/java", "/usr/bin/curl", "/usr/bin/setpriv")) {
      assumeTrue(Files.isExecutable(Path.of(program)), "no " + program);
    }
    assumeTrue(PrivateRoot.isPossible(), "no overlay in a mount namespace");
    dockerfile = Files.readString(SOURCES.resolve("ops/Dockerfile")).replace("\\\n", "");
    Files.copy(SOURCES.resolve("config/container.yaml"), shared.resolve("preforkd.yaml"));
    String image = shared.resolve("image").toString();
    assertEquals(0, Finished.run("cp", "-r", Image.root().toString(), image).exitCode());
    root = PrivateRoot.in(folder, shared);
    root.must("cp -r /mnt/image /usr/lib/preforkd");
    root.must("install -D /mnt/preforkd.yaml /etc/preforkd/preforkd.yaml");
    root.must(only("(?m)^RUN (useradd .*)$"));
  }

  @AfterEach
  void close() throws IOException {
    if (root != null) {
      root.close();
    }
  }

  private String only(String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(dockerfile);
    assertTrue(matcher.find(), pattern);
    return matcher.group(1);
  }

  /** A list of words as the shell reads it. */
  private String words(String pattern) {
    return Pattern.compile("\"([^\"]*)\"")
        .matcher(only(pattern))
        .results()
        .map(word -> "'" + word.group(1) + "'")
        .collect(Collectors.joining(" "));
  }

  private static List<String> probes() throws IOException {
    Path manifests = SOURCES.resolve("ops/kubernetes/preforkd.yaml");
    return Pattern.compile("(?m)httpGet:\\s+path: (\\S+)$")
        .matcher(Files.readString(manifests))
        .results()
        .map((MatchResult probe) -> probe.group(1))
        .toList();
  }

  private String container() {
    return CONTAINER
        + only("(?m)^ENV (.*)$")
        + " "
        + words("(?m)^ENTRYPOINT (.*)$")
        + " "
        + words("(?m)^CMD (.*)$");
  }

  @Test
  void servesOnARootThatItCannotWriteAndEndsAtTerm() throws IOException {
    assertEquals("10001:10001", only("(?m)^USER (.*)$"));
    Files.writeString(shared.resolve("container.sh"), WRITABLE + container() + "\n");
    root.must(
        "(unshare --mount --pid --fork sh /mnt/container.sh; echo $? >/run/ended)"
            + " >/run/sandbox 2>&1 &");
    root.await("curl -sf http://127.0.0.1:7880/");
    root.must(words("(?m)HEALTHCHECK .* CMD (.*)$"));
    assertEquals(3, probes().size());
    for (String path : probes()) {
      root.await("curl -sf http://127.0.0.1:9783" + path);
    }
    root.must("! grep 'archives cannot be kept' /run/sandbox");
    root.must("kill -TERM $(pgrep --full --oldest server.cli[.]Main)");
    root.await("test -s /run/ended");
    assertEquals("0", root.must("cat /run/ended").strip());
  }

  /** As Docker mounts it unless it is asked for another. */
  @Test
  void saysInOneLineThatNothingCanBeRunFromTmp() throws IOException {
    String noexec = "mount -o remount,noexec,mode=1777 /tmp; ";
    Files.writeString(shared.resolve("container.sh"), WRITABLE + noexec + container() + "\n");
    Finished refused = root.run("unshare --mount --pid --fork sh /mnt/container.sh");
    assertEquals(UNAVAILABLE, refused.exitCode(), refused.output());
    assertEquals(1, refused.output().strip().lines().count(), refused.output());
    assertTrue(refused.output().contains("from /tmp (java.io.tmpdir): "), refused.output());
    assertTrue(refused.output().contains("--tmpfs /tmp:exec"), refused.output());
  }
}
