package io.preforkd.spamd.host.options;

import io.preforkd.spamd.host.options.Surroundings.Stderr;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The engine's command line: options that are the engine's business, one form of each. */
final class EngineOptions {
  private static final String HELPERS = "helper-home-dir";
  private static final String TIME_FORMAT = "log-timestamp-fmt";
  private static final String DEFAULT_USER = "default-user";
  private static final List<String> NAMES = List.of("groupname", "username");
  private static final List<String> PATHS =
      List.of("configpath", "siteconfigpath", "ssl-ca-file", "ssl-ca-path", "virtual-config-dir");
  private static final List<String> FLAGS =
      List.of(
          "allow-tell",
          "create-prefs",
          "ipv4-only",
          "ldap-config",
          "local",
          "paranoid",
          "setuid-with-ldap",
          "setuid-with-sql",
          "sql-config",
          "timing",
          "vpopmail");
  private static final List<String> LISTS = List.of("allowed-ips", "cf", "pre");

  private final SpamdOptions options;
  private final Stderr stderr;
  private final List<String> words = new ArrayList<>();

  private EngineOptions(SpamdOptions options, Stderr stderr) {
    this.options = options;
    this.stderr = stderr;
  }

  /**
   * @param stderr who may read what the engine prints
   * @param tls the names of the listeners that speak TLS
   */
  static List<String> of(SpamdOptions options, Stderr stderr, List<String> tls) {
    EngineOptions engine = new EngineOptions(options, stderr);
    engine.log();
    engine.limits();
    engine.plain();
    engine.tls(tls);
    return engine.words;
  }

  private void log() {
    add("syslog", options.log().word());
    if (options.log().isSyslog()) {
      add("syslog-socket", options.log().socket());
    }
    if (options.isDaemon() || printsInVain()) {
      words.add("--daemonize");
    }
    options
        .given()
        .given("debug")
        .ifPresent(areas -> add("debug", Arguments.isFalse(areas) ? "all" : areas));
  }

  /**
   * Each line that is printed costs the parent a wake-up, and more than all else that a mail costs
   * it.
   */
  private boolean printsInVain() {
    boolean logsElsewhere = options.log().isSyslog() || options.log().file().isPresent();
    return stderr == Stderr.NOBODY || (stderr == Stderr.JOURNAL && logsElsewhere);
  }

  private void limits() {
    add("timeout-tcp", Long.toString(options.timeoutTcp().toSeconds()));
    add("timeout-child", Long.toString(options.timeoutChild().toSeconds()));
    Optional<String> helpers = options.given().given(HELPERS);
    if (helpers.isPresent()) {
      add(HELPERS, options.path(HELPERS).map(Path::toString).orElse(helpers.get()));
    } else {
      options.home().ifPresent(home -> add("home", home.toString()));
    }
  }

  private void plain() {
    Arguments given = options.given();
    FLAGS.stream().filter(given::has).forEach(name -> words.add("--" + name));
    if (given.has("ipv6-only")) {
      words.add("--ipv6");
    }
    if (given.given("user-config").filter("0"::equals).isPresent()) {
      words.add("--nouser-config");
    }
    given.given(DEFAULT_USER).ifPresent(name -> addNeeded(DEFAULT_USER, name));
    options.user().ifPresent(ignored -> names());
    given.given(TIME_FORMAT).ifPresent(format -> add(TIME_FORMAT, format));
    PATHS.forEach(name -> options.path(name).ifPresent(path -> add(name, path.toString())));
    LISTS.forEach(name -> given.list(name).forEach(value -> addNeeded(name, value)));
  }

  /** spamd passes over a group where there is no user. */
  private void names() {
    NAMES.forEach(name -> options.given().text(name).ifPresent(value -> add(name, value)));
  }

  private void tls(List<String> listeners) {
    if (listeners.isEmpty()) {
      return;
    }
    add("server-key", options.key().toString());
    add("server-cert", options.certificate().toString());
    Arguments given = options.given();
    boolean hasAuthorities =
        given.text("ssl-ca-file").isPresent() || given.text("ssl-ca-path").isPresent();
    if (given.has("ssl-verify") || hasAuthorities) {
      words.add("--ssl-verify");
    }
    listeners.forEach(name -> add("tls", name));
  }

  /** Of an option that needs a value Getopt::Long takes an empty one only as a word of its own. */
  private void addNeeded(String name, String value) {
    if (value.isEmpty()) {
      words.addAll(List.of("--" + name, ""));
    } else {
      add(name, value);
    }
  }

  private void add(String name, String value) {
    words.add("--" + name + "=" + value);
  }
}
