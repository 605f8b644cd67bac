package io.preforkd.system.verdicts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder that one server has to itself. It sees it as {@code /mnt}, and its users, whose homes
 * are there, as the machine's: so each has its own homes, Bayes databases and log, by the same
 * names.
 */
final class Place implements AutoCloseable {
  static final String SEEN = "/mnt";
  static final String LOG = SEEN + "/spamd.log";

  private static final List<String> USERS = List.of("ann", "bob", "eve");
  private static final int FIRST_UID = 61_000;

  private final Path folder;
  private StubDns dns;

  /** Makes the folder, and in it a home for each user. */
  Place(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    Files.createDirectory(folder.resolve("helpers"));
    List<String> users = new ArrayList<>(Files.readAllLines(Path.of("/etc/passwd")));
    for (String user : USERS) {
      int uid = FIRST_UID + USERS.indexOf(user);
      users.add("%s:x:%d:%d::%s/%s:/bin/sh".formatted(user, uid, uid, SEEN, user));
      Files.createDirectory(folder.resolve(user));
      own(user, folder.resolve(user));
    }
    Files.write(Files.createDirectory(folder.resolve("etc")).resolve("passwd"), users);
  }

  private static void own(String user, Path path) throws IOException {
    int uid = FIRST_UID + USERS.indexOf(user);
    Finished done = Finished.run("chown", "-R", uid + ":" + uid, path.toString());
    if (done.exitCode() != 0) {
      throw new AssertionError(done.toString());
    }
  }

  /** Gives a user preferences. */
  void prefers(String user, String text) throws IOException {
    Path home = folder.resolve(user);
    Path folderOfIt = Files.createDirectories(home.resolve(".spamassassin"));
    Files.writeString(folderOfIt.resolve("user_prefs"), text);
    own(user, home);
  }

  /** The words before a command that is to see this place. */
  List<String> inside() {
    String script = Image.testWorkers().resolve("place.sh").toString();
    return List.of("unshare", "--mount", "sh", script, folder.toString());
  }

  /** The lines of the server's log, so far. */
  List<String> log() throws IOException {
    return Files.readAllLines(folder.resolve("spamd.log"), ISO_8859_1);
  }

  /** What the server has written to stderr, if it was stock. */
  Path stderr() {
    return folder.resolve("stderr");
  }

  /** The DNS server of this place alone; it is started when it is first asked for. */
  synchronized StubDns dns() throws IOException {
    if (dns == null) {
      dns = new StubDns();
    }
    return dns;
  }

  /** Runs a program to its end that sees this place. */
  Finished run(String... program) throws IOException {
    List<String> command = new ArrayList<>(inside());
    command.addAll(List.of("env", "HOME=" + SEEN + "/helpers"));
    command.addAll(List.of(program));
    return Finished.run(command.toArray(String[]::new));
  }

  @Override
  public void close() {
    if (dns != null) {
      dns.close();
    }
  }
}
