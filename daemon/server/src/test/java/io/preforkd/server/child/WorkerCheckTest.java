package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.testing.Configs;
import io.preforkd.server.testing.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCheckTest {
  private static final String MISSING =
      "java: there is no class my.Worker on the class path; name its jar in class-path";

  @TempDir private Path directory;
  private Installation installation;

  @BeforeEach
  void install() throws Exception {
    installation = new Installation(directory.resolve("home"));
  }

  @AfterEach
  void uninstall() {
    installation.close();
  }

  @Test
  void findsAClassOfOurOwnRuntime() throws Exception {
    assertEquals(List.of(), faults("worker: {java: io.preforkd.worker.runtime.Main}"));
  }

  @Test
  void findsAClassInAJar() throws Exception {
    Installation.jar(directory.resolve("w.jar"), "my.Worker");
    assertEquals(List.of(), faults("worker: {java: my.Worker, class-path: [w.jar]}"));
    assertEquals(List.of(), faults("worker: {netty: my.Worker, class-path: [w.jar]}"));
  }

  @Test
  void findsAClassInADirectory() throws Exception {
    Files.createDirectories(directory.resolve("classes/my"));
    Files.createFile(directory.resolve("classes/my/Worker.class"));
    assertEquals(List.of(), faults("worker: {java: my.Worker, class-path: [classes]}"));
  }

  @Test
  void findsAClassInOneOfTheJarsOfADirectory() throws Exception {
    Files.createDirectories(directory.resolve("lib"));
    Installation.jar(directory.resolve("lib/a.jar"), "my.Other");
    Installation.jar(directory.resolve("lib/b.jar"), "my.Worker");
    Files.writeString(directory.resolve("lib/readme.txt"), "no jar");
    assertEquals(List.of(), faults("worker: {java: my.Worker, class-path: ['lib/*']}"));
  }

  @Test
  void saysWhichClassIsMissing() throws Exception {
    Installation.jar(directory.resolve("w.jar"), "my.Other");
    assertEquals(List.of(MISSING), faults("worker: {java: my.Worker, class-path: [w.jar]}"));
  }

  @Test
  void saysWhichJarCannotBeRead() throws Exception {
    Files.writeString(directory.resolve("broken.jar"), "no jar");
    List<String> faults = faults("worker: {java: my.Worker, class-path: [broken.jar]}");
    assertEquals(2, faults.size(), faults.toString());
    assertTrue(
        faults.get(0).startsWith("class-path: " + directory.resolve("broken.jar") + " cannot be"),
        faults.get(0));
    assertEquals(MISSING, faults.get(1));
  }

  @Test
  void saysWhereTheRuntimeIsMissing() throws Exception {
    Files.delete(installation.runtime());
    Files.delete(installation.runtime().getParent());
    assertEquals(
        List.of(
            "java: the worker runtime is not in "
                + installation.runtime().getParent()
                + "; set preforkd.home to where preforkd is installed"),
        faults("worker: {java: my.Worker}"));
  }

  @Test
  void findsAHandlerOfThreadsBesideUsWhereNoClassPathTells() throws Exception {
    installation.close();
    String before = System.getProperty("java.class.path");
    System.setProperty("java.class.path", directory.resolve("whole.jar").toString());
    try {
      String ours = WorkerCheckTest.class.getName();
      assertEquals(List.of(), faults("listen: 127.0.0.1:0", "worker: {thread: " + ours + "}"));
      Path broken = Files.writeString(directory.resolve("broken.jar"), "no jar");
      List<String> more =
          faults("listen: 127.0.0.1:0", "worker: {thread: " + ours + ", class-path: [broken.jar]}");
      assertEquals(1, more.size(), more.toString());
      assertTrue(more.get(0).startsWith("class-path: " + broken + " cannot be"), more.get(0));
    } finally {
      System.setProperty("java.class.path", before);
    }
  }

  @Test
  void findsACommandInTheChildrensPath() throws Exception {
    program("worker");
    assertEquals(
        List.of(),
        faults("worker: {command: [worker]}", "environment: {PATH: '/none:" + directory + "'}"));
  }

  @Test
  void findsACommandByAPathFromTheChildrensDirectory() throws Exception {
    program("worker");
    assertEquals(List.of(), faults("worker: {command: [./worker]}", "directory: " + directory));
    assertEquals(1, faults("worker: {command: [./worker]}", "directory: /").size());
  }

  @Test
  void saysInWhichPathACommandIsNotFound() throws Exception {
    Files.createDirectory(directory.resolve("worker"));
    assertEquals(
        List.of("command: worker is not found in the children's PATH, " + directory),
        faults("worker: {command: [worker]}", "environment: {PATH: " + directory + "}"));
  }

  @Test
  void saysThatACommandCannotBeRun() throws Exception {
    Path plain = Files.writeString(directory.resolve("plain"), "text");
    assertEquals(
        List.of("command: " + plain + " is not a program that can be run"),
        faults("worker: {command: [" + plain + "]}"));
  }

  @Test
  void looksForAProgramOfEachConnectionAsForACommand() throws Exception {
    program("worker");
    assertEquals(List.of(), faults("worker: {inetd: [./worker]}", "directory: " + directory));
    assertEquals(
        List.of("inetd: none is not found in the children's PATH, " + directory),
        faults("worker: {inetd: [none]}", "environment: {PATH: " + directory + "}"));
  }

  @Test
  void looksForATemplateAsForACommand() throws Exception {
    assertEquals(
        List.of("template: none is not found in the children's PATH, " + directory),
        faults("worker: {template: [none]}", "environment: {PATH: " + directory + "}"));
  }

  private void program(String name) throws Exception {
    assertTrue(Files.createFile(directory.resolve(name)).toFile().setExecutable(true));
  }

  private List<String> faults(String... lines) throws Exception {
    return WorkerCheck.faults(Configs.pool(directory, lines));
  }
}
