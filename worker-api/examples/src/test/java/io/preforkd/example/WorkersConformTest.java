package io.preforkd.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkersConformTest {
  @Test
  void theJavaWorkerConforms() throws Exception {
    Conformance.assertPasses(Program.javaWorker("io.preforkd.example.Hello"));
  }

  @Test
  void thePerlWorkerConforms() throws Exception {
    Conformance.assertPasses(List.of("perl", source("perl", "hello.pl")));
  }

  @Test
  void theCWorkerConforms(@TempDir Path folder) throws Exception {
    assumeTrue(Program.isInstalled("cc"), "left out: cc is not installed");
    String binary = folder.resolve("hello").toString();
    Outcome compiled =
        Program.run(
            List.of(
                "cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", binary, source("c", "hello.c")));
    assertEquals(0, compiled.exitCode(), compiled.text());
    Conformance.assertPasses(List.of(binary));
  }

  private static String source(String folder, String file) {
    return Path.of(folder, file).toAbsolutePath().toString();
  }
}
