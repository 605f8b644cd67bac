package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.testing.Configs;
import io.preforkd.server.testing.Installation;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandTest {
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
  void runsAForeignCommandAsItStands() throws Exception {
    assertEquals(List.of("cat", "-u", "a b"), of("worker: {command: [cat, -u, 'a b']}"));
  }

  @Test
  void runsATemplateAsItIsGiven() throws Exception {
    assertEquals(List.of("cat", "-u"), of("worker: {template: [cat, -u]}"));
  }

  @Test
  void runsAProgramForEachConnectionBehindTheChildThatStartsIt() throws Exception {
    assertEquals(
        List.of("/usr/bin/perl", installation.home() + "/lib/inetd.pl", "cat", "-u"),
        of("worker: {inetd: [cat, -u]}"));
  }

  @Test
  void runsAJavaWorkerInTheRuntimeWithItsJarsBehindOurs() throws Exception {
    Files.createDirectory(directory.resolve("lib"));
    String ours = Path.of(System.getProperty("java.home"), "bin/java").toString();
    assertEquals(
        List.of(
            ours,
            "-Xmx32m",
            "--add-opens",
            "java.base/sun.nio.ch=ALL-UNNAMED",
            "-Djdk.reflect.useNativeAccessorOnly=true",
            "-XX:-MaxFDLimit",
            "-cp",
            installation.runtime() + File.pathSeparator + directory.resolve("lib/*"),
            "io.preforkd.worker.runtime.Main",
            "my.Worker"),
        of("worker: {java: my.Worker, class-path: [lib/*], options: [-Xmx32m]}"));
  }

  @Test
  void takesTheJdkAndTheArchiveThatAreNamed() throws Exception {
    Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
    assertTrue(Files.createFile(java).toFile().setExecutable(true));
    Files.createFile(directory.resolve("w.jsa"));
    List<String> command =
        of(
            "worker: {java: my.Worker, java-home: jdk, archive: w.jsa,"
                + " fixed-archive-address: true, options: []}",
            ClassData.from(directory.resolve("w.jsa")));
    assertEquals(java.toString(), command.get(0));
    assertEquals(
        List.of(
            "-Xlog:cds=off",
            "-XX:SharedArchiveFile=" + directory.resolve("w.jsa"),
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0"),
        command.subList(1, 5));
  }

  @Test
  void namesNoArchiveWhenThereIsNone() throws Exception {
    assertTrue(
        of("worker: {java: my.Worker}").stream().noneMatch(part -> part.contains("Archive")));
  }

  @Test
  void describesAWorkerInFewWords() throws Exception {
    assertEquals("java:my.Worker", describe("worker: {java: my.Worker}"));
    assertEquals("command:cat", describe("worker: {command: [cat, -u]}"));
    assertEquals("inetd:cat", describe("worker: {inetd: [cat, -u]}"));
    assertEquals("template:cat", describe("worker: {template: [cat, -u]}"));
  }

  private List<String> of(String worker) throws Exception {
    return of(worker, ClassData.NONE);
  }

  private List<String> of(String worker, ClassData archive) throws Exception {
    return WorkerCommand.of(Configs.pool(directory, worker).worker(), archive);
  }

  private String describe(String worker) throws Exception {
    return WorkerCommand.describe(Configs.pool(directory, worker).worker());
  }
}
