package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What cannot work is refused before anything is started, by name, and with the right exit code.
 */
class BadInputTest {
  private static final int UNAVAILABLE = 69;
  private static final int NO_PERMISSION = 77;
  private static final int CONFIG = 78;

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void yamlThatIsNoneIsNamedByFileAndLine() throws IOException {
    Finished refused = stage.refused("pools:\n  - name: [web\n");
    assertRefused(refused, CONFIG, "refused.yaml:");
  }

  @Test
  void anUnknownKeyIsNamedWithTheNearestOne() throws IOException {
    Finished refused = stage.refused(Workers.web(Workers.JAVA, "min-spares: 2"));
    assertRefused(refused, CONFIG, "refused.yaml:6:5", "min-spares", "min-spare");
  }

  @Test
  void allFaultsOfAllFilesAreToldAtOnce() throws IOException {
    Files.createDirectory(stage.folder().resolve("pools.d"));
    stage.write(
        "pools.d/a.yaml", "pools:\n  - {name: a, listen: nowhere, worker: {java: A}, max: lots}\n");
    stage.write("pools.d/b.yaml", "pools:\n  - {name: b, worker: {java: B}}\n");
    Finished refused =
        stage.refused("include: pools.d/*.yaml\n" + Workers.web(Workers.JAVA, "max: 0"));
    assertRefused(
        refused, CONFIG, "a.yaml:2", "nowhere", "lots", "b.yaml:2", "listen", "refused.yaml:7");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Path missing = stage.folder().resolve("missing.yaml");
    assertRefused(stage.preforkd("run", "-c", missing.toString()), CONFIG, missing.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "'{command: [no-such-program]}', no-such-program",
    "'{command: [/etc/passwd]}', /etc/passwd",
    "'{inetd: [no-such-program]}', no-such-program",
    "'{template: [no-such-program]}', no-such-program",
    "'{java: io.preforkd.example.Hello, class-path: [missing.jar]}', missing.jar",
    "'{java: io.preforkd.example.Missing}', io.preforkd.example.Missing",
    "'{java: io.preforkd.example.Hello, java-home: /no/such/jdk}', /no/such/jdk"
  })
  void aWorkerThatCannotBeIsNamed(String worker, String what) throws IOException {
    assertRefused(stage.refused(Workers.web(worker)), CONFIG, "worker", what);
  }

  @Test
  void aJarThatIsNoneIsNamed() throws IOException {
    stage.write("broken.jar", "this is no archive");
    Finished refused =
        stage.refused(Workers.web("{java: io.preforkd.example.Hello, class-path: [broken.jar]}"));
    assertRefused(refused, CONFIG, "broken.jar");
  }

  @ParameterizedTest
  @CsvSource({
    "directory: /no/such/folder, /no/such/folder",
    "user: no-such-user, no-such-user",
    "group: no-such-group, no-such-group"
  })
  void aPlaceOrAUserThatDoesNotExistIsNamed(String key, String what) throws IOException {
    assertRefused(stage.refused(Workers.web(Workers.JAVA, key)), CONFIG, "refused.yaml:6", what);
  }

  /** The file that is meant cannot be named to the system there. */
  @ParameterizedTest
  @CsvSource({
    "include: \u00e4.yaml, {java: io.preforkd.example.Hello}",
    "'log: {to: @DIR@/\u00e4.log}', {java: io.preforkd.example.Hello}",
    "'control: unix:@DIR@/\u00e4.sock', {java: io.preforkd.example.Hello}",
    "drain-delay: 0s, '{java: io.preforkd.example.Hello, class-path: [\u00e4.jar]}'",
    "drain-delay: 0s, {command: [\u00e4]}",
    "drain-delay: 0s, {command: [/\u00e4]}"
  })
  void aPathThatTheLocaleHasNoLettersForIsNamed(String key, String worker) throws IOException {
    stage.environment("LC_ALL", "C");
    Finished refused = stage.refused(key + "\n" + Workers.web(worker));
    assertRefused(refused, CONFIG, "refused.yaml:", "LC_ALL=C.UTF-8");
  }

  @Test
  void aUserOfTheDaemonExcludesOneOfAPool() throws IOException {
    Finished refused = stage.refused("user: nobody\n" + Workers.web(Workers.JAVA, "user: nobody"));
    assertRefused(refused, CONFIG, "refused.yaml:7", "user: excludes");
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + other.getLocalPort();
      String yaml = Workers.ADMIN + "pools:\n" + Workers.pool("web", address, Workers.JAVA);
      assertRefused(stage.refused(yaml), UNAVAILABLE, address, "in use");
      String admin = "admin: {listen: \"" + address + "\"}\n";
      String good = Workers.web(Workers.JAVA).replace(Workers.ADMIN, admin);
      assertRefused(stage.refused(good), UNAVAILABLE, "admin", address, "in use");
    }
  }

  @Test
  void aSocketThatSomebodyServesIsLeftAlone() throws IOException {
    Path path = stage.folder().resolve("live.sock");
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));
      assertRefused(stage.refused(onSocket("live.sock")), UNAVAILABLE, path.toString());
      assertTrue(Files.exists(path));
    }
  }

  @Test
  void aPlainFileAtTheSocketsPathIsLeftAlone() throws IOException {
    Path path = stage.write("precious", "a text");
    Finished refused = stage.refused(onSocket("precious"));
    assertTrue(refused.exitCode() != 0, refused.output());
    assertTrue(refused.output().contains(path.toString()), refused.output());
    assertEquals("a text", Files.readString(path));
  }

  @Test
  void aPortBelow1024NeedsARight() throws IOException {
    asNobody();
    Finished refused =
        stage.refused("admin: off\npools:\n" + Workers.pool("web", "127.0.0.1:83", Workers.JAVA));
    assertRefused(refused, NO_PERMISSION, "127.0.0.1:83");
  }

  @Test
  void aFolderThatMayNotBeWrittenIsNamed() throws IOException {
    asNobody();
    Finished refused = stage.refused("admin: off\n" + onSocket("web.sock"));
    assertRefused(refused, NO_PERMISSION, stage.folder() + "/web.sock");
  }

  @Test
  void onlyRootCanBecomeAnother() throws IOException {
    asNobody();
    assertRefused(
        stage.refused("user: root\n" + Workers.web(Workers.JAVA)), CONFIG, "only root", "root");
  }

  @Test
  void aFaultyPoolLeavesNothingOfTheGoodOnesBehind() throws IOException {
    Finished refused =
        stage.refused(
            onSocket("good.sock")
                + Workers.pool("bad", "\"unix:/no/such/folder/x.sock\"", Workers.JAVA));
    assertTrue(refused.exitCode() != 0);
    assertTrue(refused.output().contains("/no/such/folder"), refused.output());
    assertFalse(Files.exists(stage.folder().resolve("good.sock")));
  }

  private static String onSocket(String file) {
    return "pools:\n" + Workers.pool("web", "\"unix:@DIR@/" + file + "\"", Workers.JAVA);
  }

  private void asNobody() throws IOException {
    assumeTrue(
        Finished.run("id", "-u").output().strip().equals("0"), "only root can become nobody");
    assumeTrue(
        Finished.run("setpriv", "--reuid=nobody", "--clear-groups", "test", "-r", stage.image())
                .exitCode()
            == 0,
        "nobody cannot read " + stage.image());
    stage.by("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--inh-caps=-all");
  }

  private static void assertRefused(Finished refused, int code, String... said) {
    assertEquals(code, refused.exitCode(), refused.output());
    for (String part : said) {
      assertTrue(refused.output().contains(part), "'" + part + "' in: " + refused.output());
    }
    assertFalse(refused.output().contains("\tat "), "no stack: " + refused.output());
  }
}
