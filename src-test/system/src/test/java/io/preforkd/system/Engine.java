package io.preforkd.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The engine for spamd in a test: what it needs, how it is configured, what it is asked. */
final class Engine {
  static final String STOCK = "/usr/sbin/spamd";

  static final String HAM =
      """
      From: a@example.com
      To: b@example.com
      Subject: hello
      Date: Sun, 22 Nov 2026 08:00:00 +0000
      Message-Id: <ham.1@example.com>

      hello
      """;

  static final String SPAM =
      HAM.replace("ham.1", "spam.1")
          + "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n";

  /** What makes two servers say the same of the same mail. */
  static final String SETTLED = "{PERL_HASH_SEED: '0', PERL_PERTURB_KEYS: '0'}";

  private static final List<String> NEEDED =
      List.of(STOCK, "/usr/bin/spamc", "/usr/bin/spamassassin", "/usr/bin/openssl");

  private Engine() {}

  /** Leaves the test out where there is no engine, or where it could be nobody's but ours. */
  static void assumeThere() throws IOException {
    for (String program : NEEDED) {
      assumeTrue(Files.isExecutable(Path.of(program)), "no " + program);
    }
    assumeTrue(Finished.run("id", "-u").output().strip().equals("0"), "only root can be any user");
  }

  /** Of SpamAssassin. */
  static String version() throws IOException {
    String print = "print Mail::SpamAssassin::Version()";
    return Finished.run("perl", "-MMail::SpamAssassin", "-e", print).output();
  }

  /** Two children, with no network, and with no file outside the test's folder. */
  static String pool(String... options) {
    return pool(List.of("mode: static", "max: 2"), options);
  }

  static String pool(List<String> keys, String... options) {
    List<String> all = new ArrayList<>(keys);
    all.add("environment: " + SETTLED);
    return Workers.web("{template: [" + String.join(", ", command(options)) + "]}", lines(all));
  }

  private static String[] lines(List<String> keys) {
    return keys.toArray(String[]::new);
  }

  private static List<String> command(String... options) {
    List<String> command = new ArrayList<>(List.of("perl", "-T", "-w"));
    command.add("@IMAGE@/worker-api/spamd/perl/engine.pl");
    command.addAll(List.of("--local", "--syslog=null", "--verify-restore"));
    command.add("--helper-home-dir=@DIR@/home");
    command.addAll(List.of(options));
    return command;
  }

  /** A daemon whose two children have come up. */
  static Preforkd start(Stage stage, String yaml) throws IOException {
    Files.createDirectories(stage.folder().resolve("home"));
    Preforkd daemon = stage.launch(yaml).awaitReady();
    daemon.log().await("slot=0 .* idle after");
    daemon.log().await("slot=1 .* idle after");
    return daemon;
  }

  /** A request with the length of its mail. */
  static String request(String command, String headers, String mail) {
    return command + "\r\n" + headers + "Content-length: " + mail.length() + "\r\n\r\n" + mail;
  }

  /** The reply to all that a client sends. */
  static String ask(int port, String request) throws IOException {
    try (Client client = Client.to(port)) {
      return client.send(request).end().readAll();
    }
  }

  /** What spamc says of a mail; connection and options come first. */
  static Finished spamc(Stage stage, String mail, String options) throws IOException {
    Path file = stage.write("mail-" + System.nanoTime(), mail);
    return Finished.run("sh", "-c", "exec spamc -x --connect-retries=1 " + options + " < " + file);
  }
}
