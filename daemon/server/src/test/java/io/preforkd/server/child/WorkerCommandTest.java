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
  void runsAnEventDrivenWorkerInARuntimeOfItsOwnAndWithNetty() throws Exception {
    List<String> command =
        of("worker: {netty: my.Worker, options: [-Xmx32m], java-home: " + jdk("25") + "}");
    assertEquals(List.of("-Xmx32m", "--add-opens"), command.subList(1, 3));
    assertTrue(command.contains("--sun-misc-unsafe-memory-access=allow"), "" + command);
    assertEquals(
        List.of(
            "-cp",
            installation.runtime() + File.pathSeparator + netty(),
            "io.preforkd.worker.netty.Main",
            "my.Worker"),
        command.subList(command.size() - 4, command.size()));
  }

  @Test
  void anOlderJdkIsNotToldWhatItDoesNotKnow() throws Exception {
    List<String> command = of("worker: {netty: my.Worker, java-home: " + jdk("17.0.15") + "}");
    assertTrue(command.stream().noneMatch(option -> option.contains("unsafe")), "" + command);
  }

  @Test
  void bringsDescriptorsIntoAJavaWorkerWhoseParentAccepts() throws Exception {
    Files.createDirectory(directory.resolve("lib"));
    List<String> command =
        WorkerCommand.of(
            Configs.pool(directory, "worker: {java: my.Worker, class-path: [lib]}").worker(),
            ClassData.NONE,
            true);
    assertEquals(
        String.join(
            File.pathSeparator,
            installation.runtime().toString(),
            directory.resolve("lib").toString(),
            netty()),
        command.get(command.indexOf("-cp") + 1));
  }

  private String netty() {
    return installation.home() + "/lib/netty-worker/n.jar";
  }

  private Path jdk(String version) throws Exception {
    Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
    assertTrue(Files.createFile(java).toFile().setExecutable(true));
    Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
    return directory.resolve("jdk");
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
    assertEquals("netty:my.Worker", describe("worker: {netty: my.Worker}"));
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
