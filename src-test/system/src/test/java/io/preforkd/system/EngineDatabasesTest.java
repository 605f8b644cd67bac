package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Preferences in SQL and in LDAP, where only games has some; every verdict is that of spamd 4.0.1.
 */
class EngineDatabasesTest {
  private static final Path SLAPD = Path.of("/usr/sbin/slapd");
  private static final String REFUSED =
      "SPAMD/1.0 69 Service Unavailable: Error fetching user preferences via SQL\r\n";

  @RegisterExtension final Stage stage = new Stage();

  private Preforkd daemon;
  private Process slapd;

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
  }

  @AfterEach
  void restoredWhatItHadTo() throws InterruptedException {
    if (slapd != null) {
      slapd.destroy();
      slapd.waitFor();
    }
    if (daemon != null) {
      assertEquals(0, daemon.log().count("configuration not restored|Insecure"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sql-config --nouser-config --username=games | 3.5 | 5.0",
        "--sql-config --username=games                 | 3.5 | 5.0",
        "--sql-config --setuid-with-sql                | 3.5 | 5.0",
        "--setuid-with-sql --nouser-config             | 3.5 | refused",
        "--setuid-with-sql                             | 5.0 | 5.0",
      })
  void preferencesInSql(String options, String games, String nosuch) throws IOException {
    assumeTrue(Finished.run("perl", "-MDBD::SQLite", "-e", "1").exitCode() == 0, "no SQLite");
    Path file = stage.folder().resolve("preferences");
    String dsn = "DBI:SQLite:dbname=" + file;
    fill(dsn);
    start(options, dsn);
    assertVerdicts(games, nosuch);
  }

  private static void fill(String dsn) throws IOException {
    String script =
        """
        my $db = DBI->connect(shift, '', '', {RaiseError => 1});
        $db->do('create table userpref (username text, preference text, value text)');
        $db->do("insert into userpref values ('games', 'required_score', '3.5')");
        """;
    Finished done = Finished.run("perl", "-MDBI", "-e", script, dsn);
    assertEquals(0, done.exitCode(), done.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--ldap-config --nouser-config --username=games | 3.5 | 5.0",
        "--ldap-config --username=games                 | 5.0 | 5.0",
        "--setuid-with-ldap --nouser-config             | 3.5 | 5.0",
        "--setuid-with-ldap                             | 5.0 | 5.0",
      })
  void preferencesInLdap(String options, String games, String nosuch) throws IOException {
    assumeTrue(Files.isExecutable(SLAPD), "no " + SLAPD);
    assumeTrue(Finished.run("perl", "-MNet::LDAP", "-e", "1").exitCode() == 0, "no Net::LDAP");
    int port = startDirectory();
    start(options, "ldap://127.0.0.1:" + port + "/dc=example?description?sub?uid=__USERNAME__");
    assertVerdicts(games, nosuch);
  }

  private int startDirectory() throws IOException {
    String folder = stage.folder().toString();
    Files.createDirectory(stage.folder().resolve("directory"));
    String conf = Files.readString(Image.client("slapd.conf")).replace("@DIR@", folder);
    Path config = stage.write("slapd.conf", conf);
    Path entries =
        stage.write(
            "entries",
            """
            dn: dc=example
            objectClass: dcObject
            objectClass: organization
            o: example

            dn: uid=games,dc=example
            objectClass: account
            uid: games
            description: required_score 3.5
            """);
    String tool = SLAPD.resolveSibling("slapadd").toString();
    Finished added = Finished.run(tool, "-f", config.toString(), "-l", entries.toString());
    assertEquals(0, added.exitCode(), added.toString());
    return serve(config);
  }

  private int serve(Path config) throws IOException {
    int port = stage.freePort();
    String url = "ldap://127.0.0.1:" + port;
    slapd =
        new ProcessBuilder(SLAPD.toString(), "-d", "0", "-f", config.toString(), "-h", url)
            .redirectErrorStream(true)
            .redirectOutput(stage.folder().resolve("slapd.log").toFile())
            .start();
    Patience.until("the directory", () -> !slapd.isAlive() || Client.answers(port));
    assertTrue(slapd.isAlive(), "slapd has ended; see slapd.log");
    return port;
  }

  private void start(String options, String dsn) throws IOException {
    List<String> all = new ArrayList<>(List.of(options.split(" +", -1)));
    all.add("'--cf=user_scores_dsn " + dsn + "'");
    daemon = Engine.start(stage, Engine.pool(all.toArray(String[]::new)));
  }

  /** By turns, so that one's preferences would be seen at the other. */
  private void assertVerdicts(String games, String nosuch) throws IOException {
    for (String user : List.of("games", "bin", "games", "nosuch", "bin", "nosuch", "games")) {
      String wanted = user.equals("games") ? games : user.equals("bin") ? "5.0" : nosuch;
      String reply = check(user);
      boolean isWanted =
          wanted.equals("refused")
              ? reply.equals(REFUSED)
              : reply.endsWith(" / " + wanted + "\r\n\r\n");
      assertTrue(isWanted, user + ": " + reply);
    }
  }

  private String check(String user) throws IOException {
    String header = "User: " + user + "\r\n";
    return Engine.ask(daemon.port(), Engine.request("CHECK SPAMC/1.5", header, Engine.HAM));
  }
}
