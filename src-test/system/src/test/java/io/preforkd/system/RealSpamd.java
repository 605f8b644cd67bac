package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * {@code ops/spamd} with the real engine, as an administrator starts it. All files are in the
 * test's folder; its user is ann, and its one rule that whatever is cheap is spam.
 */
final class RealSpamd {
  private static final String RULES =
      "# UPDATE version %d\nheader CHEAP Subject =~ /cheap/\nscore CHEAP 10\n";

  private final Stage stage;

  RealSpamd(Stage stage) throws IOException {
    this.stage = stage;
    Files.createDirectories(stage.folder().resolve("home"));
    Files.createDirectories(stage.folder().resolve("rules"));
    Path user = Files.createDirectories(stage.folder().resolve("users/ann"));
    must("chown -R games " + user.getParent());
    must(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
            + " -subj /CN=localhost -keyout @DIR@/key.pem -out @DIR@/cert.pem");
    writeRules(17);
  }

  private void must(String command) throws IOException {
    String filled = command.replace("@DIR@", stage.folder().toString());
    Finished done = Finished.run(filled.split(" ", -1));
    assertEquals(0, done.exitCode(), done.toString());
  }

  /** Rules of this version, as sa-update brings them, changed so many seconds after 1970. */
  void writeRules(int version) throws IOException {
    Path rules = stage.folder().resolve("rules/updates_spamassassin_org.cf");
    Files.writeString(rules, RULES.formatted(version));
    Files.setLastModifiedTime(rules, FileTime.from(Instant.ofEpochSecond(version)));
  }

  /** With these options, and a listener that speaks TLS. */
  static String[] withTls(String... more) {
    List<String> all = new ArrayList<>(List.of("-i", "ssl:127.0.0.1:@TLS@"));
    all.addAll(List.of("--server-key=@DIR@/key.pem", "--server-cert=@DIR@/cert.pem"));
    Collections.addAll(all, more);
    return all.toArray(String[]::new);
  }

  /** Two children of user games, with metrics. */
  Preforkd start(String... more) throws IOException {
    stage.asSpamd();
    stage.engine("perl", "-T", "-w", stage.image() + "/worker-api/spamd/perl/engine.pl");
    stage.environment("PREFORKD_ADMIN", "127.0.0.1:@ADMIN@");
    List<String> all = new ArrayList<>();
    all.addAll(List.of("-i", "127.0.0.1:@PORT@", "-s", "@DIR@/mail.log", "-L", "-x", "-m", "2"));
    all.addAll(List.of("-u", "games", "--virtual-config-dir=@DIR@/users/%u", "--allow-tell"));
    all.addAll(List.of("--configpath=@DIR@/rules", "--helper-home-dir=@DIR@/home"));
    Collections.addAll(all, more);
    return stage.startBy(all.toArray(String[]::new));
  }
}
