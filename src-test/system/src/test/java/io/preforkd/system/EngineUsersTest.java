package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What users prefer, and what they teach the engine. */
class EngineUsersTest {
  private static final String TOLD = "SPAMD/1.1 0 EX_OK\r\n";

  @RegisterExtension final Stage stage = new Stage();

  private Preforkd daemon;

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
  }

  /** All users' files are in the test's folder, and belong to one account. */
  private void start(String... options) throws IOException {
    String[] all = new String[options.length + 3];
    all[0] = "--username=games";
    all[1] = "--nouser-config";
    all[2] = "--virtual-config-dir=@DIR@/users/%u";
    System.arraycopy(options, 0, all, 3, options.length);
    daemon = Engine.start(stage, Engine.pool(all));
  }

  private void prefers(String user, String text) throws IOException {
    Path folder = Files.createDirectories(stage.folder().resolve("users").resolve(user));
    Files.writeString(folder.resolve("user_prefs"), text);
    Path all = stage.folder().resolve("users");
    Finished done = Finished.run("chown", "-R", "games", all.toString());
    assertEquals(0, done.exitCode(), done.toString());
  }

  private String check(String user) throws IOException {
    String header = user.isEmpty() ? "" : "User: " + user + "\r\n";
    return Engine.ask(daemon.port(), Engine.request("CHECK SPAMC/1.5", header, Engine.HAM));
  }

  private String tell(String headers) throws IOException {
    String request = Engine.request("TELL SPAMC/1.5", "User: ann\r\n" + headers, Engine.HAM);
    return Engine.ask(daemon.port(), request);
  }

  @Test
  void preferencesAreOfTheirUserOnly() throws IOException {
    prefers("ann", "required_score 3.5\n");
    prefers("bob", "# required_score 1\n");
    prefers("eve", "required_score 9\nscore MSGID_SHORT 4.5\nscore NO_RELAYS 4.5\n");
    start();
    for (String user : "ann bob eve none ann eve bob  bob ann ann eve".split(" ", -1)) {
      String required = user.equals("ann") ? "3.5" : user.equals("eve") ? "9.0" : "5.0";
      String reply = check(user);
      assertTrue(reply.endsWith(" / " + required + "\r\n\r\n"), user + ": " + reply);
    }
    assertEquals(0, daemon.log().count("configuration not restored"));
  }

  @Test
  void learnsAndForgetsForItsUser() throws IOException {
    prefers("ann", "");
    start("--allow-tell");
    String ham = "Message-class: ham\r\nSet: local\r\n";
    assertEquals(TOLD + "DidSet: local\r\n\r\n\r\n", tell(ham));
    daemon.log().await("spamd: Tell: Setting local for ann:5 in [0-9.]+ seconds, \\d+ bytes");
    assertEquals(TOLD + "\r\n\r\n", tell(ham));
    daemon.log().await("spamd: Tell: Did nothing for ann:5");
    assertEquals(TOLD + "DidRemove: local\r\n\r\n\r\n", tell("Remove: local\r\n"));
    daemon.log().await("spamd: Tell: Removing local for ann:5");
    assertTrue(Files.exists(stage.folder().resolve("users/ann/bayes_toks")));
    assertEquals(0, daemon.log().count("configuration not restored"));
  }

  @Test
  void aMailOfNoClassOrAWrongOneIsNotLearnt() throws IOException {
    prefers("ann", "");
    start("--allow-tell");
    String refusal =
        "SPAMD/1.0 76 Bad header line: (Message-class header contains invalid class)\r\n";
    assertEquals(refusal, tell("Message-class: Spam\r\nSet: local\r\n"));
    assertEquals(refusal, tell("Message-class: junk\r\nSet: local\r\n"));
    assertEquals(refusal, tell("Set: local\r\n"));
  }

  @Test
  void preferencesAreMadeFromTheTemplateAndMakeNoWork() throws IOException {
    Path home = Files.createDirectories(stage.folder().resolve("home"));
    assertEquals(0, Finished.run("chown", "-R", "games", home.toString()).exitCode());
    daemon = Engine.start(stage, Engine.pool("--create-prefs", "--username=games"));
    assertTrue(check("games").contains("Spam: False"));
    daemon.log().await("spamd: creating default_prefs: \\S+/.spamassassin/user_prefs");
    assertEquals(0, daemon.log().count("configuration not restored"));
  }
}
