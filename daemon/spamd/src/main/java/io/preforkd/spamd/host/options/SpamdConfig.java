package io.preforkd.spamd.host.options;

import io.preforkd.config.ListenSettings;
import io.preforkd.server.sys.NotifySocket;
import io.preforkd.spamd.host.options.ListenSpec.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The configuration of preforkd that does what {@link SpamdOptions} say, in YAML. */
public final class SpamdConfig {
  private static final Pattern FOR_CHILDREN =
      Pattern.compile("(?!HOME$|PREFORKD_|" + NotifySocket.OWN + ")[A-Za-z_][A-Za-z0-9_]+");
  private static final int ALL_CHILDREN = 1024;
  private static final Duration MARGIN = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofHours(24);

  private final SpamdOptions options;
  private final Surroundings where;
  private final Watching watching;
  private final YamlText yaml = new YamlText();
  private final List<String> tls = new ArrayList<>();
  private int listeners;

  private SpamdConfig(SpamdOptions options, Surroundings where) {
    this.options = options;
    this.where = where;
    this.watching = new Watching(where.environment());
  }

  /**
   * The text.
   *
   * @param commandLine that it is made of
   */
  public static String of(SpamdOptions options, Surroundings where, List<String> commandLine) {
    SpamdConfig config = new SpamdConfig(options, where);
    config.head(commandLine);
    config.daemon();
    config.pool();
    return config.yaml.toString();
  }

  private void head(List<String> commandLine) {
    List<String> words = commandLine.stream().map(SpamdConfig::word).toList();
    yaml.comment(("spamd " + String.join(" ", words)).strip());
    yaml.comment("as a configuration of preforkd, which preforkd run -c FILE runs as well.");
    yaml.comment(
        "What has no key is done by spamd itself: log lines to "
            + log()
            + pidFile()
            + background());
  }

  private static String word(String word) {
    return word.matches("[A-Za-z0-9/._:=,+-]+") ? word : YamlText.quoted(word);
  }

  private String background() {
    return options.isDaemon() ? ", in the background." : ".";
  }

  private String log() {
    if (options.log().isSyslog()) {
      return "syslog's facility " + options.log().facility();
    }
    return word(options.log().word());
  }

  private String pidFile() {
    return options.pidFile().map(path -> ", pid in " + word(path.toString())).orElse("");
  }

  private void daemon() {
    Optional<String> admin = watching.admin();
    if (admin.isPresent()) {
      yaml.key(0, "admin", "PREFORKD_ADMIN");
      yaml.value(1, "listen", admin.get());
      yaml.plain(1, "required", "false");
    } else {
      yaml.plain(0, "admin", "off");
    }
    Optional<String> control = watching.control();
    if (control.isPresent()) {
      yaml.key(0, "control", "mail goes on without it");
      yaml.value(1, "listen", control.get());
      yaml.plain(1, "required", "false");
    } else {
      yaml.plain(0, "control", "off");
    }
    yaml.plain(0, "bind-retry", "10s");
    if (options.sizes().max() > ALL_CHILDREN) {
      yaml.plain(0, "max-children", Integer.toString(options.sizes().max()));
    }
    yaml.plain(0, "stop-timeout", seconds(patience()));
  }

  /** A request in hand may take so long: its first line, its headers, the command. */
  private Duration patience() {
    if (options.timeoutTcp().isZero() || options.timeoutChild().isZero()) {
      return LONGEST;
    }
    Duration sum = options.timeoutTcp().multipliedBy(2).plus(options.timeoutChild()).plus(MARGIN);
    return sum.compareTo(LONGEST) < 0 ? sum : LONGEST;
  }

  private static String seconds(Duration time) {
    return time.toSeconds() + "s";
  }

  private void pool() {
    yaml.key(0, "pools", "");
    yaml.item(1, "name: spamd");
    yaml.key(2, "listen", "");
    options.listen().forEach(this::listener);
    worker();
    sizes();
    times();
    process();
  }

  private void listener(ListenSpec spec) {
    yaml.note(3, "--listen " + word(spec.text()));
    Optional<String> group =
        Optional.of("listen-" + (listeners + 1)).filter(name -> spec.sockets().size() > 1);
    for (String socket : spec.sockets()) {
      listener(spec, socket, group);
    }
  }

  private void listener(ListenSpec spec, String socket, Optional<String> group) {
    boolean isUnix = spec.kind() == Kind.UNIX;
    String name = spec.kind().name().toLowerCase(Locale.ROOT) + "-" + ++listeners;
    yaml.item(3, "name: " + name);
    yaml.value(4, "address", isUnix ? "unix:" + socket : socket);
    int backlog = Math.min(ListenSettings.LONGEST_BACKLOG, where.longestQueue());
    yaml.plain(4, "backlog", Integer.toString(backlog)); // spamd asks for what the system allows
    group.ifPresent(text -> yaml.value(4, "any-of", text));
    if (socket.startsWith("[")) {
      yaml.plain(4, "ipv6-only", "true");
    }
    if (spec.kind() == Kind.TLS) {
      tls.add(name);
    }
    if (isUnix) {
      socketFile();
    }
  }

  private void socketFile() {
    options.given().text("socketowner").ifPresent(owner -> yaml.value(4, "owner", owner));
    options.given().text("socketgroup").ifPresent(group -> yaml.value(4, "group", group));
    yaml.plain(4, "mode", octal(options.socketMode()));
  }

  private static String octal(int mode) {
    return String.format(Locale.ROOT, "\"%04o\"", mode);
  }

  private void worker() {
    yaml.key(2, "worker", "");
    yaml.key(3, "template", "the engine, with the options that are its own");
    where.engine().forEach(word -> yaml.word(4, word));
    EngineOptions.of(options, where.stderr(), tls).forEach(word -> yaml.word(4, word));
  }

  private void sizes() {
    Sizes sizes = options.sizes();
    if (sizes.isRoundRobin()) {
      yaml.key(2, "dispatch: round-robin", "--round-robin");
      yaml.plain(2, "mode", "static");
      yaml.plain(2, "max", Integer.toString(sizes.max()));
    } else {
      yaml.key(2, "min: " + sizes.min(), "spamd starts with so many, and never has fewer");
      yaml.plain(2, "max", Integer.toString(sizes.max()));
      yaml.plain(2, "start", Integer.toString(sizes.min()));
      yaml.plain(2, "min-spare", Integer.toString(sizes.minSpare()));
      yaml.plain(2, "max-spare", Integer.toString(sizes.maxSpare()));
    }
    yaml.plain(2, "max-connections", Integer.toString(sizes.connections()));
    yaml.plain(2, "recycle-jitter", "0");
  }

  private void times() {
    yaml.key(2, "start-timeout: 180s", "rules take their time to load");
    yaml.key(2, "drain-timeout: " + seconds(patience()), "a request may take so long");
    yaml.key(2, "give-up", "");
    yaml.plain(3, "failures", "3");
  }

  private void process() {
    yaml.value(2, "directory", options.isDaemon() ? "/" : where.directory().toString());
    yaml.plain(2, "umask", octal(where.umask()));
    List<String> names =
        where.environment().keySet().stream()
            .filter(FOR_CHILDREN.asMatchPredicate())
            .sorted()
            .toList();
    yaml.key(2, names.isEmpty() ? "pass-environment: []" : "pass-environment", "");
    names.forEach(name -> yaml.word(3, name));
  }
}
