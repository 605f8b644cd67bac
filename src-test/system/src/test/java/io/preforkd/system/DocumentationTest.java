package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.PrivateRoot;
import io.preforkd.system.pages.Page;
import io.preforkd.system.pages.Reader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the tutorial and the how-to pages tell their readers to type works, in this order, and
 * prints what they show. Each page has a machine of its own, with its ports, its {@code /run} and
 * its processes.
 */
@Timeout(300)
@Tag("once")
class DocumentationTest {
  private static final Path DOCS = Image.root().resolve("ops/docs");

  /**
   * How many blocks only a reader can type, for want of Docker or a HAProxy; whoever adds one
   * thinks twice.
   */
  private static final long BY_HAND = 3;

  /** Needs systemd: SystemdTest types it. */
  private static final String OTHERS = "systemd.md";

  /** Needs the packages, and stock spamd to come from. */
  private static final String SPAMD = "from-spamd.md";

  @TempDir Path shared;
  @TempDir Path folder;

  static List<Path> pages() throws IOException {
    try (Stream<Path> guides = Files.list(DOCS.resolve("howto"))) {
      return Stream.concat(Stream.of(DOCS.resolve("tutorial.md")), guides.sorted())
          .filter(page -> !page.endsWith(OTHERS))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void whatAPageSaysWorks(Path page) throws IOException {
    assumeTrue(PrivateRoot.isPossible(), "no overlay in a mount namespace");
    for (String program : List.of("ip", "nsenter", "curl", "python3")) {
      boolean there = Finished.run("sh", "-c", "command -v " + program).exitCode() == 0;
      assumeTrue(there, "no " + program);
    }
    if (page.endsWith(SPAMD)) {
      bringPackages();
    }
    Path archive = Image.only(Image.root().resolveSibling("."), "preforkd-*.tar.gz");
    Files.copy(archive, shared.resolve(archive.getFileName()));
    follow(Page.read(page));
  }

  private void bringPackages() throws IOException {
    Engine.assumeThere();
    String provided = Finished.run("dpkg-query", "-W", "-f", "${Provides} ").output();
    assumeTrue(provided.contains("java17-runtime-headless"), "no Java that Debian knows of");
    Finished packed =
        Finished.runSlow(
            Image.packager().toString(), "--image", Image.root().toString(), shared.toString());
    assertEquals(0, packed.exitCode(), packed.output());
  }

  private void follow(Page page) throws IOException {
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (PrivateRoot root = PrivateRoot.in(folder, shared);
        Reader reader = new Reader(root, shared)) {
      reader.follow(page);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```sh\nfalse\ntrue\n```",
        "```sh exit-2\nfalse\n```",
        "```sh\necho two words\n```\n```text\ntwo\n```",
        "```sh terminal-1\nexit 3\n```",
        "```sh terminal-1\nfalse\n```",
      })
  void aPageThatIsWrongIsNoticed(String text) throws IOException {
    assumeTrue(PrivateRoot.isPossible(), "no overlay in a mount namespace");
    Page page = Page.read(Files.writeString(shared.resolve("page.md"), text));
    assertThrows(AssertionError.class, () -> follow(page));
  }

  @Test
  void aBlockThatNobodyCouldTestIsRefused() throws IOException {
    for (String mark : List.of("sh twice", "text exit-3", "", "yaml by-hand")) {
      Path page = Files.writeString(shared.resolve("page.md"), "```" + mark + "\ntrue\n```\n");
      assertThrows(IllegalArgumentException.class, () -> Page.read(page), mark);
    }
  }

  @Test
  void hardlyAnythingIsLeftToTheReader() throws IOException {
    long byHand = 0;
    for (Path page : pages()) {
      byHand += Page.read(page).byHand();
    }
    assertTrue(pages().size() >= 4, pages().toString());
    assertEquals(BY_HAND, byHand);
  }
}
