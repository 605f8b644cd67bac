package io.preforkd.server.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.preforkd.config.WorkerSettings.ThreadWorker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
  @TempDir private Path directory;

  @Test
  void anEditionReadsTheResourcesOfTheJarThatIsThereNow() throws Exception {
    put("one");
    assertEquals("one", resource());
    put("two");
    assertEquals("two", resource());
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

  private String resource() throws Exception {
    try (InputStream in = classes().loader().getResourceAsStream("word.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** In the place of the one that is there, as documented. */
  private void put(String word) throws IOException {
    Path next = directory.resolve("next");
    try (OutputStream out = Files.newOutputStream(next);
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry("word.txt"));
      jar.write(word.getBytes(StandardCharsets.UTF_8));
    }
    Files.move(next, directory.resolve("w.jar"), StandardCopyOption.REPLACE_EXISTING);
  }
}
