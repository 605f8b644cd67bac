package io.preforkd.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class LauncherTest {
  private static final Path IMAGE = Path.of("target/preforkd").toAbsolutePath();
  private static final String LAUNCHER = IMAGE.resolve("ops/preforkd").toString();
  private static final int EX_UNAVAILABLE = 69;
  private static final int EX_CANTCREAT = 73;

  @TempDir Path folder;

  record Outcome(int code, long pid, List<String> lines) {
    boolean says(String text) {
      return lines.stream().anyMatch(line -> line.contains(text));
    }
  }

  private Outcome launch(FakeJdk jdk, String... command) throws IOException, InterruptedException {
    return launch(jdk.home(), folder.resolve("run"), command);
  }

  private static Outcome launch(Path javaHome, Path run, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("PREFORKD_RUN", run.toString());
    builder.environment().put("PREFORKD_CACHE", run.resolveSibling("cache").toString());
    Process process = builder.start();
    byte[] output = process.getInputStream().readAllBytes();
    List<String> lines = new String(output, StandardCharsets.UTF_8).lines().toList();
    return new Outcome(process.waitFor(), process.pid(), lines);
  }

  private FakeJdk jdk17() throws IOException {
    return FakeJdk.ofVersion("17.0.15", folder.resolve("jdk"));
  }

  @Test
  void becomesTheJvmAndKeepsItsPid() throws Exception {
    Outcome outcome = launch(jdk17(), LAUNCHER, "schema");
    assertEquals(0, outcome.code());
    assertTrue(outcome.lines().contains("pid=" + outcome.pid()), outcome.toString());
    assertTrue(outcome.lines().contains("-Dpreforkd.home=" + IMAGE), outcome.toString());
  }

  @Test
  void refusesAJavaThatIsTooOld() throws Exception {
    Outcome outcome = launch(FakeJdk.ofVersion("11.0.2", folder.resolve("jdk")), LAUNCHER, "run");
    assertEquals(EX_UNAVAILABLE, outcome.code());
    assertTrue(outcome.says("is Java 11.0.2; preforkd needs 17"), outcome.toString());
  }

  @Test
  void refusesAJavaOfTheOldNumbering() throws Exception {
    FakeJdk jdk = FakeJdk.withoutRelease("1.8.0_402", folder.resolve("jdk"));
    assertEquals(EX_UNAVAILABLE, launch(jdk, LAUNCHER, "run").code());
  }

  @Test
  void asksAJvmThatHasNoReleaseFile() throws Exception {
    FakeJdk jdk = FakeJdk.withoutRelease("21.0.1", folder.resolve("jdk"));
    assertEquals(0, launch(jdk, LAUNCHER, "schema").code());
  }

  @Test
  void namesTheJavaHomeThatHoldsNoJava() throws Exception {
    Outcome outcome = launch(folder.resolve("nothing"), folder, LAUNCHER, "run");
    assertEquals(EX_UNAVAILABLE, outcome.code());
    assertTrue(outcome.says("JAVA_HOME is " + folder.resolve("nothing")), outcome.toString());
  }

  @Test
  void allowsNativeCodeAndUnsafeWhereTheJvmWouldWarn() throws Exception {
    FakeJdk jdk25 = FakeJdk.ofVersion("25.0.3", folder.resolve("jdk25"));
    assertFalse(launch(jdk17(), LAUNCHER, "schema").says("--enable-native-access"));
    assertTrue(launch(jdk25, LAUNCHER, "schema").says("--enable-native-access=ALL-UNNAMED"));
  }

  @Test
  void takesTheConfigurationOfTheDistributionUnlessAnotherIsNamed() throws Exception {
    String own = IMAGE.resolve("config/preforkd.yaml").toString();
    assertTrue(launch(jdk17(), LAUNCHER, "check").says(own));
    assertFalse(launch(jdk17(), LAUNCHER, "check", "-c", "mine.yaml").says(own));
    assertFalse(launch(jdk17(), LAUNCHER, "schema").says(own));
  }

  @Test
  void passesOnTheLimitOfDescriptorsThatItWasStartedWith() throws Exception {
    Outcome outcome = launch(jdk17(), "sh", "-c", "ulimit -Sn 99; exec " + LAUNCHER + " schema");
    assertTrue(outcome.lines().contains("-Dpreforkd.nofile=99"), outcome.toString());
  }

  @Test
  void spamdIsItsOwnProgramAndKnowsTheCallersFolder() throws Exception {
    String spamd = IMAGE.resolve("ops/spamd").toString();
    Outcome outcome = launch(jdk17(), "env", "-C", folder.toString(), spamd, "-L", "--", "-x");
    assertTrue(outcome.lines().contains("pid=" + outcome.pid()), outcome.toString());
    assertTrue(outcome.lines().contains("-Dpreforkd.directory=" + folder), "" + outcome);
    assertTrue(outcome.lines().contains("io.preforkd.spamd.host.Main"), outcome.toString());
    assertFalse(outcome.lines().contains("spamd"), outcome.toString());
    assertFalse(outcome.says("detached"), outcome.toString());
  }

  @Test
  void spamdInTheBackgroundThatSaysNothingHasFailed() throws Exception {
    Outcome outcome = launch(jdk17(), IMAGE.resolve("ops/spamd").toString(), "-d", "-L");
    assertEquals(70, outcome.code());
    assertTrue(outcome.lines().contains("-Dpreforkd.spamd.detached=true"), outcome.toString());
    assertTrue(outcome.says("spamd has ended without a word"), outcome.toString());
  }

  @Test
  void findsItsFilesThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of(LAUNCHER));
    Outcome outcome = launch(jdk17(), link.toString(), "schema");
    Files.delete(link);
    assertTrue(outcome.says("-Dpreforkd.home=" + IMAGE), outcome.toString());
  }

  @Test
  void makesTheFolderForSocketsOnlyToRun() throws Exception {
    launch(jdk17(), LAUNCHER, "check");
    assertFalse(Files.exists(folder.resolve("run")));
    launch(jdk17(), LAUNCHER, "run");
    assertTrue(Files.isDirectory(folder.resolve("run")));
  }

  @Test
  void namesTheFolderForArchivesAndLeavesItToTheDaemonToMakeIt() throws Exception {
    Path cache = folder.resolve("cache");
    Outcome outcome = launch(jdk17(), LAUNCHER, "run");
    assertTrue(outcome.lines().contains("-Dpreforkd.cache=" + cache), outcome.toString());
    assertFalse(Files.exists(cache));
  }

  @ParameterizedTest
  @CsvSource({
    "CACHE_DIRECTORY=/c/a:/c/b XDG_CACHE_HOME=/x HOME=/h, /c/a",
    "PREFORKD_CACHE=/p CACHE_DIRECTORY=/c, /p"
  })
  void takesTheFolderOfSystemdUnlessAnotherIsNamed(String variables, String cache)
      throws Exception {
    String command = "env -u PREFORKD_CACHE " + variables + " " + LAUNCHER + " schema";
    Outcome outcome = launch(jdk17(), "sh", "-c", command);
    assertTrue(outcome.lines().contains("-Dpreforkd.cache=" + cache), outcome.toString());
  }

  @ParameterizedTest
  @CsvSource({"XDG_CACHE_HOME=/x HOME=/h, /x/preforkd", "HOME=/h, /h/.cache/preforkd", "'', ''"})
  void namesAFolderOfTheUsersOwnOrTheSystemsForRoot(String variables, String cache)
      throws Exception {
    String unset = "env -u PREFORKD_CACHE -u CACHE_DIRECTORY -u XDG_CACHE_HOME -u HOME ";
    Outcome outcome = launch(jdk17(), "sh", "-c", unset + variables + " " + LAUNCHER + " schema");
    String expected = isRoot() ? "/var/cache/preforkd" : cache;
    assertTrue(outcome.lines().contains("-Dpreforkd.cache=" + expected), outcome.toString());
  }

  @Test
  void spamdsOwnArchiveIsNamedByTheBuildOfTheJdkAndTheOptions() throws Exception {
    FakeJdk jdk = jdk17();
    String first = archive(jdk, "PREFORKD_JAVA_OPTS=");
    assertTrue(first.matches(folder + "/cache/daemon/[0-9a-f]{64}\\.jsa"), first);
    assertEquals(first, archive(jdk, "PREFORKD_JAVA_OPTS="));
    assertNotEquals(first, archive(jdk, "PREFORKD_JAVA_OPTS=-XX:+UseParallelGC"));
    assertNotEquals(first, archive(jdk, "JAVA_TOOL_OPTIONS=-XX:+UseParallelGC"));
    Path release = jdk.home().resolve("release");
    Files.writeString(release, Files.readString(release).replace("nobody", "somebody"));
    assertNotEquals(first, archive(jdk, "PREFORKD_JAVA_OPTS="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PREFORKD_JAVA_OPTS=-Xshare:off",
        "JDK_JAVA_OPTIONS=@file",
        "PREFORKD_CACHE=relative",
        "PREFORKD_CACHE=/with:colon"
      })
  void spamdHasNoArchiveOfItsOwnWhereItIsNotWantedOrCannotBeNamed(String variable)
      throws Exception {
    assertEquals("none", archive(jdk17(), variable));
  }

  private String archive(FakeJdk jdk, String variable) throws Exception {
    String option = "-Dpreforkd.archive=";
    String spamd = IMAGE.resolve("ops/spamd").toString();
    return launch(jdk, "env", variable, spamd).lines().stream()
        .filter(line -> line.startsWith(option))
        .map(line -> line.substring(option.length()))
        .findFirst()
        .orElse("none");
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  @Test
  void namesTheFolderForSocketsThatCannotBeMade() throws Exception {
    Path impossible = folder.resolve("none/run");
    Outcome outcome = launch(jdk17().home(), impossible, LAUNCHER, "run");
    assertEquals(EX_CANTCREAT, outcome.code());
    assertTrue(outcome.says("cannot make the folder " + impossible), outcome.toString());
  }
}
