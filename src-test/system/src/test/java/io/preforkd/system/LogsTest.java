package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Manager;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.PrivateRoot;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where the daemon's lines go, and what they look like there. */
class LogsTest {
  private static final int FAILED = 1;
  private static final int CONFIG = 78;

  /** The bits of signals 10 and 12. */
  private static final long USR1_AND_USR2 = 0xa00;

  private static final String[] ONE = {"mode: static", "max: 1"};
  private static final String TO_FILE = "log: {to: '@DIR@/daemon.log'}\n";

  @RegisterExtension final Stage stage = new Stage();

  private static String chatter(int lines, int length) {
    return "{command: [perl, @WORKERS@/chatter.pl, \"" + lines + "\", \"" + length + "\"]}";
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException notYet) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(Path file, String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    Patience.until(
        pattern + " in " + file,
        () -> lines(file).stream().anyMatch(line -> wanted.matcher(line).find()));
  }

  /** A daemon whose lines go to this file, which the test's folder has. */
  private Preforkd logging(Path file, String yaml) throws IOException {
    Preforkd daemon = stage.begin(yaml);
    await(file, "preforkd ready");
    return daemon;
  }

  @Test
  void linesOfJsonAreWholeWhateverChildrenPrint() throws IOException {
    Preforkd daemon =
        stage.launch(
            "log: {format: json}\n" + Workers.web(chatter(2000, 200), "mode: static", "max: 2"));
    daemon.log().await("\"message\":\"pool=web slot=0 .*stderr end\"");
    daemon.log().await("\"message\":\"pool=web slot=1 .*stderr end\"");
    daemon.log().await("\"message\":\"pool=web slot=0 .*stdout end\"");
    daemon.log().await("\"message\":\"pool=web slot=1 .*stdout end\"");
    List<JsonNode> all =
        daemon.log().matching("").stream().map(JsonMapper.shared()::readTree).toList();
    for (int slot = 0; slot < 2; slot++) {
      for (String stream : List.of("stdout", "stderr")) {
        assertEquals(expected(slot, stream), printed(all, slot, stream));
      }
    }
  }

  private static List<String> expected(int slot, String stream) {
    return IntStream.range(0, 2000)
        .mapToObj(i -> stream + " " + i + " " + Integer.toString(slot).repeat(200))
        .toList();
  }

  private static List<String> printed(List<JsonNode> lines, int slot, String stream) {
    return lines.stream()
        .filter(line -> line.path("logger").asString().equals("preforkd.output"))
        .filter(line -> line.path("pool").asString().equals("web"))
        .filter(line -> line.path("slot").asInt() == slot && line.path("pid").asInt() > 0)
        .map(line -> line.path("message").asString().replaceFirst(".*? \\| ", ""))
        .filter(text -> text.startsWith(stream) && !text.endsWith("end"))
        .toList();
  }

  @Test
  void aFileThatWasMovedIsFollowed() throws IOException {
    Path file = stage.folder().resolve("daemon.log");
    Preforkd daemon = logging(file, TO_FILE + Workers.web(Workers.PERL, ONE));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Path first = Files.move(file, stage.folder().resolve("first"));
    daemon.signal("USR1");
    await(file, "INFO  log files are opened anew: USR1");
    Path second = Files.move(file, stage.folder().resolve("second"));
    stage.control("reopen-logs");
    await(file, "INFO  log files are opened anew: control");
    Pattern asked = Pattern.compile("control: .*reopen-logs.* by uid=");
    Patience.until(
        "the command, in the file that was there or the next",
        () ->
            Stream.of(second, file)
                .flatMap(place -> lines(place).stream())
                .anyMatch(line -> asked.matcher(line).find()));
    assertFalse(lines(first).stream().anyMatch(line -> line.contains("anew")));
    assertEquals(List.of(), daemon.log().matching("pool="));
  }

  /** And one that comes later is heard; no child ignores them. */
  @ParameterizedTest
  @ValueSource(strings = {"USR1", "USR2"})
  void aSignalBeforeThereIsAnybodyToHearItEndsNothing(String signal) throws IOException {
    Preforkd daemon = stage.signalBeforeTheJvm(signal).start(Workers.web(Workers.PERL, ONE));
    String ignored = new ProcessView(daemon.child("web", 0).pid()).status("SigIgn");
    assertEquals(0, Long.parseLong(ignored, 16) & USR1_AND_USR2, ignored);
    daemon.signal("USR1");
    daemon.log().await("log files are opened anew: USR1");
  }

  @Test
  void aFileThatCannotBeOpenedAnewGoesOn() throws IOException {
    Path file = stage.folder().resolve("daemon.log");
    logging(file, TO_FILE + Workers.web(Workers.PERL, ONE));
    Path moved = Files.move(file, stage.folder().resolve("moved"));
    Files.createDirectory(file);
    Finished done = stage.ctl("reopen-logs");
    assertEquals(FAILED, done.exitCode(), done.output());
    assertTrue(done.output().contains("not a regular file"), done.output());
    await(moved, "ERROR log: .*daemon.log cannot be opened: .*; the file that is open goes on");
    Files.delete(file);
    stage.control("reopen-logs");
    await(file, "opened anew");
  }

  @Test
  void anUpgradeKeepsTheFileAndAReloadTakesAnother() throws IOException {
    Path file = stage.folder().resolve("daemon.log");
    String pool = Workers.web(Workers.PERL, ONE);
    Preforkd daemon = logging(file, TO_FILE + pool);
    stage.control("upgrade");
    await(file, "upgrade done after");
    stage.rewrite(daemon, "log: {to: '@DIR@/no/such'}\n" + pool);
    assertEquals(CONFIG, stage.ctl("reload").exitCode());
    await(file, "ERROR reload: .*preforkd.yaml:1:.* log: to: .*/no is not a directory");
    stage.rewrite(daemon, "log: {format: json}\n" + pool);
    assertEquals("log", stage.control("reload"));
    daemon.log().await("^\\{\"time\":.*\"message\":\"reload done after");
    int before = lines(file).size();
    stage.control("log-level", "debug");
    stage.control("scale", "web", "freeze");
    daemon.log().await("\"message\":\"pool=web is held at 1 children: control\"");
    assertEquals(before, lines(file).size());
  }

  @Test
  void aFileThatCannotBeIsAFaultOfTheStart() throws IOException {
    Finished done = stage.refused("log: {to: '@DIR@/no/such'}\n" + Workers.web(Workers.PERL, ONE));
    assertEquals(CONFIG, done.exitCode(), done.output());
    assertTrue(
        Pattern.compile("refused.yaml:1:\\d+: log: to: \\S+/no is not a directory")
            .matcher(done.output())
            .find(),
        done.output());
  }

  @Test
  void aFolderIsNoFile() throws IOException {
    Finished done = stage.refused("log: {to: /}\n" + Workers.web(Workers.PERL, ONE));
    assertEquals(CONFIG, done.exitCode(), done.output());
    assertTrue(
        done.output()
            .matches(
                "(?s).*refused.yaml:1:\\d+: log: to: / is there, and not a regular file; name.*"),
        done.output());
  }

  /** Root makes the file, and the daemon's user is to go on with it. */
  @Test
  void aFileIsTheUsersThatTheDaemonBecomes() throws IOException {
    assumeTrue(Finished.run("id", "-u").output().strip().equals("0"), "only root becomes nobody");
    Path file = stage.folder().resolve("daemon.log");
    Preforkd daemon =
        logging(file, TO_FILE + "user: nobody\ncontrol: off\n" + Workers.web(Workers.PERL, ONE));
    assertEquals("nobody", Files.getOwner(file).getName());
    Path moved = Files.move(file, stage.folder().resolve("moved"));
    daemon.signal("USR1");
    await(moved, "ERROR log: .*daemon.log cannot be opened: Permission denied; let the daemon's");
    Files.createFile(file);
    Files.setAttribute(file, "unix:uid", Files.getAttribute(moved, "unix:uid"));
    daemon.signal("USR1");
    await(file, "opened anew: USR1");
  }

  @Test
  void aFileIsRenamedAtItsSize() throws IOException {
    Path file = stage.folder().resolve("daemon.log");
    stage.begin(
        "log: {to: '@DIR@/daemon.log', size: 64KiB, keep: 2}\n"
            + Workers.web(chatter(2000, 100), ONE));
    await(file, "\\| std(out|err) end");
    assertTrue(Files.size(stage.folder().resolve("daemon.log.1")) >= 64 << 10);
    assertTrue(Files.exists(stage.folder().resolve("daemon.log.2")));
    assertFalse(Files.exists(stage.folder().resolve("daemon.log.3")));
  }

  @Test
  void theJournalIsToldHowGraveALineIs() throws IOException {
    stage.by("perl", stage.worker("journal.pl"));
    Preforkd daemon = stage.start(Workers.web(Workers.PERL, ONE));
    daemon.log().await("^<6>preforkd ready$");
    stage.rewrite(daemon, "pools: [");
    daemon.signal("HUP");
    daemon.log().await("^<3>reload: ");
  }

  @Test
  void theSystemLoggerHasEveryLineUnderItsName() throws IOException {
    assumeTrue(PrivateRoot.isPossible(), "only root can have a /dev of its own");
    String socket = stage.folder().resolve("log.sock").toString();
    try (Manager syslogd = Manager.at(socket)) {
      stage.by("unshare", "--mount", "sh", stage.worker("dev-log.sh"), socket);
      stage.begin(
          "log: {to: syslog, syslog: {facility: local3, identifier: hub}}\n"
              + Workers.web("{command: [sh, -c, 'echo words; exit 1']}", ONE));
      syslogd.heard().await("^<158>.* hub\\[\\d+\\]: preforkd \\S+ starts: ");
      syslogd.heard().await("^<158>.* hub\\[\\d+\\]: pool=web slot=0 .* \\| words$");
      syslogd.heard().await("^<156>.* hub\\[\\d+\\]: pool=web slot=0 .* ended: exit code 1");
      stage.stopAll();
    }
  }

  @Test
  void aLineThatComesAgainAndAgainIsCounted() throws IOException {
    Preforkd daemon =
        stage.launch(
            "log: {repeat-limit: 10}\n"
                + Workers.web(
                    "{command: [sh, -c, 'yes again | head -n 5000;"
                        + " exec perl @IMAGE@/worker-api/examples/perl/hello.pl']}",
                    ONE));
    daemon.awaitReady();
    daemon
        .log()
        .await(
            "pool=web slot=0 gen=1 pid=\\d+ 4990 more lines like this one were left out within \\d+ s by"
                + " repeat-limit: \\| again$");
    assertEquals(10, daemon.log().count("pid=\\d+ \\| again$"));
  }
}
