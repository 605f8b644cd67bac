package io.preforkd.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersConformTest {
  @Test
  void theJavaWorkerConforms() throws Exception {
    Conformance.assertPasses(Program.javaWorker("io.preforkd.example.Hello"));
  }

  @Test
  void theEventDrivenJavaWorkerConforms() throws Exception {
    Conformance.assertPasses(Program.nettyWorker("io.preforkd.example.HelloEvents"));
  }

  @Test
  void thePerlWorkerConforms() throws Exception {
    Conformance.assertPasses(List.of("perl", source("perl", "hello.pl")));
  }

  @Test
  void theSmallPerlWorkerConforms() throws Exception {
    Conformance.assertPasses(List.of("perl", source("perl", "small.pl")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello.py", "hello_multi.py"})
  void theWorkersInPythonConform(String file) throws Exception {
    assumeTrue(Program.isInstalled("python3"), "left out: python3 is not installed");
    Conformance.assertPasses(List.of("python3", source("python", file)));
  }

  @Test
  void theWorkerInNodeJsConforms() throws Exception {
    assumeTrue(Program.isInstalled("node"), "left out: node is not installed");
    String isOld = "process.exitCode = Number(process.versions.uv.split('.')[1]) < 45 ? 1 : 0";
    Outcome age = Program.run(List.of("node", "-e", isOld));
    assumeTrue(age.exitCode() == 0, "left out: node is older than 20.3");
    Conformance.assertPasses(List.of("node", source("node", "hello.js")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello.c", "small.c"})
  void theWorkersInCConform(String file, @TempDir Path folder) throws Exception {
    assumeTrue(Program.isInstalled("cc"), "left out: cc is not installed");
    String binary = folder.resolve("worker").toString();
    Outcome compiled =
        Program.run(
            List.of("cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", binary, source("c", file)));
    assertEquals(0, compiled.exitCode(), compiled.text());
    Conformance.assertPasses(List.of(binary));
  }

  @ParameterizedTest
  @CsvSource({
    "c, small.c",
    "perl, small.pl",
    "python, hello.py",
    "python, hello_multi.py",
    "node, hello.js",
    "python, listen.py",
    "python, count.py"
  })
  void theSmallOnesCanBeReadInOneGo(String folder, String file) throws Exception {
    assertTrue(Files.readAllLines(Path.of(source(folder, file))).size() < 80, file);
  }

  private static String source(String folder, String file) {
    return Path.of(folder, file).toAbsolutePath().toString();
  }
}
