package io.preforkd.server.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.WorkerSettings.ThreadWorker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandlerClassesTest {
  private static final String NAME = "a/word.txt";

  @TempDir private Path directory;

  @Test
  void anEditionReadsTheResourcesOfTheJarThatIsThereNow() throws Exception {
    put("one");
    assertEquals(List.of("one", "one", "one"), resource());
    put("two");
    assertEquals(List.of("two", "two", "two"), resource());
  }

  @Test
  void aResourceLeadsToThoseBesideIt() throws Exception {
    put("one");
    URL resource = classes().loader().getResource(NAME);
    assertEquals("one", text(new URL(resource, "word.txt").openStream()));
    assertTrue(resource.toString().startsWith("jar:file:/"), resource.toString());
  }

  @Test
  void whatIsNotThereIsNull() throws Exception {
    put("one");
    assertNull(classes().loader().getResourceAsStream("none.txt"));
  }

  private HandlerClasses classes() throws Exception {
    return HandlerClasses.of(
        new ThreadWorker("a.B", List.of(directory.resolve("w.jar")), Map.of()));
  }

  /** By each of the ways that a class loader has. */
  private List<String> resource() throws Exception {
    ClassLoader loader = classes().loader();
    return List.of(
        text(loader.getResourceAsStream(NAME)),
        text(loader.getResource(NAME).openStream()),
        text(loader.getResources(NAME).nextElement().openStream()));
  }

  private static String text(InputStream resource) throws IOException {
    try (resource) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** In the place of the one that is there, as documented. */
  private void put(String word) throws IOException {
    Path next = directory.resolve("next");
    try (OutputStream out = Files.newOutputStream(next);
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry(NAME));
      jar.write(word.getBytes(StandardCharsets.UTF_8));
    }
    Files.move(next, directory.resolve("w.jar"), StandardCopyOption.REPLACE_EXISTING);
  }
}
