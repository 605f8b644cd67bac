package io.preforkd.spamd.host.options;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What spamd is asked to do. A relative path has become an absolute one, and what is not said has
 * its default.
 *
 * @param directory what relative paths start from
 * @param isDaemon whether it goes to the background
 * @param user whom children become, by {@code --username}
 * @param timeoutTcp of the request line and of the headers; zero for none
 * @param timeoutChild of a command; zero for none
 * @param home HOME: of helpers such as razor, where {@code --helper-home-dir} says nothing
 * @param key of TLS, of which {@code certificate} is the other half
 */
public record SpamdOptions(
    Arguments given,
    Path directory,
    boolean isDaemon,
    Optional<Path> pidFile,
    Optional<String> user,
    Sizes sizes,
    List<ListenSpec> listen,
    int socketMode,
    LogPlace log,
    Duration timeoutTcp,
    Duration timeoutChild,
    Optional<Path> home,
    Path key,
    Path certificate) {
  private static final Path CERTIFICATES = Path.of("/etc/spamassassin/certs");
  private static final char UNREADABLE = '\uFFFD';
  private static final int TIMEOUT_TCP = 30;
  private static final int TIMEOUT_CHILD = 300;
  private static final int SOCKET_MODE = 0666;

  /**
   * Understands a command line that has no complaint.
   *
   * @throws WrongOption the first thing that does not make sense
   */
  public static SpamdOptions of(Arguments given, Surroundings where) throws WrongOption {
    checkLetters(given);
    checkUser(given);
    Path directory = where.directory();
    return new SpamdOptions(
        given,
        directory,
        given.has("daemonize"),
        given.text("pidfile").map(directory::resolve),
        given.text("username"),
        Sizes.of(given),
        ListenSpec.all(given, where),
        socketMode(given),
        LogPlace.of(given, directory),
        timeout(given, "timeout-tcp", TIMEOUT_TCP),
        timeout(given, "timeout-child", TIMEOUT_CHILD),
        home(given, where),
        path(given, "server-key", directory, CERTIFICATES.resolve("server-key.pem")),
        path(given, "server-cert", directory, CERTIFICATES.resolve("server-cert.pem")));
  }

  /** Whether a listener speaks TLS. */
  public boolean hasTls() {
    return listen.stream().anyMatch(spec -> spec.kind() == ListenSpec.Kind.TLS);
  }

  /** The path that an option names. */
  public Optional<Path> path(String option) {
    return given.text(option).map(directory::resolve);
  }

  /** Java reads its command line by the locale, and has this letter for what that does not know. */
  private static void checkLetters(Arguments given) throws WrongOption {
    for (String each : given.all()) {
      if (each.indexOf(UNREADABLE) >= 0) {
        String option = each.substring(0, each.indexOf('='));
        throw new WrongOption(
            "--"
                + option.replace("[]", "")
                + ": the locale has no such letters; give UTF-8, with LC_ALL=C.UTF-8");
      }
    }
  }

  /** What users share without an account of their own needs one that they share. */
  private static void checkUser(Arguments given) throws WrongOption {
    if (given.text("username").isPresent()) {
      return;
    }
    refuse(given.has("vpopmail"), "--vpopmail");
    refuse(given.text("virtual-config-dir").isPresent(), "--virtual-config-dir");
    refuse(given.has("sql-config") && !given.has("setuid-with-sql"), "--sql-config");
    refuse(given.has("ldap-config") && !given.has("setuid-with-ldap"), "--ldap-config");
  }

  private static void refuse(boolean isGiven, String option) throws WrongOption {
    if (isGiven) {
      throw new WrongOption("cannot use " + option + " without -u");
    }
  }

  private static int socketMode(Arguments given) throws WrongOption {
    Optional<String> text = given.text("socketmode");
    if (text.isEmpty()) {
      return SOCKET_MODE;
    }
    if (!text.get().matches("0*[0-7]{1,3}")) {
      throw new WrongOption("--socketmode " + text.get() + " is no octal number from 0 to 0777");
    }
    return Integer.parseInt(text.get(), 8);
  }

  private static Duration timeout(Arguments given, String option, int standard) {
    return Duration.ofSeconds(given.number(option).filter(n -> n >= 0).orElse(standard));
  }

  private static Path path(Arguments given, String option, Path directory, Path standard) {
    return given.text(option).map(directory::resolve).orElse(standard);
  }

  /** The caller's, or in its place that of the user to become. */
  private static Optional<Path> home(Arguments given, Surroundings where) throws WrongOption {
    Optional<String> callers = Optional.ofNullable(where.environment().get("HOME"));
    Optional<String> user = given.given("username");
    if (callers.isEmpty() || user.isEmpty()) {
      return callers.filter(text -> !text.isEmpty()).map(Path::of);
    }
    Optional<Path> ofUser = where.home(user.get());
    if (ofUser.isEmpty()) {
      throw new WrongOption(
          "unable to determine home directory for user '"
              + user.get()
              + "'; create the user or name another by -u");
    }
    return ofUser;
  }
}
