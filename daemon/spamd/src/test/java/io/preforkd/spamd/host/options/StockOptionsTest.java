package io.preforkd.spamd.host.options;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.spamd.host.options.Surroundings.Stderr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What command lines come to, beside what they come to in the spamd that is installed. */
@Timeout(300)
class StockOptionsTest {
  private static final int LINES = 5_000;
  private static final Path STOCK = Path.of("/usr/sbin/spamd");
  private static final String REFUSED = "refused";

  /** Words of the engine that are no options of spamd, or have been looked at as such. */
  private static final Set<String> ELSEWHERE = Set.of("tls", "syslog", "syslog-socket");

  private static final Set<String> FLAGS =
      Set.of(
          "allow-tell",
          "create-prefs",
          "daemonize",
          "ipv4-only",
          "ipv6",
          "ldap-config",
          "local",
          "nouser-config",
          "paranoid",
          "setuid-with-ldap",
          "setuid-with-sql",
          "sql-config",
          "ssl-verify",
          "timing",
          "vpopmail");

  private static final List<String> VALUES =
      List.of(
          "0",
          "00",
          "[0]",
          "0:784",
          "ssl:0",
          "1",
          "3",
          "5",
          "-5",
          "7",
          "12",
          "x",
          "",
          "filter",
          "spamd",
          "/etc/passwd",
          "/tmp/a",
          "::1",
          "127.0.0.1",
          "*",
          "mail.example",
          "ssl:127.0.0.1:7830",
          "[::1]:spamd",
          "a/b",
          "stderr",
          "null",
          "file",
          "mail",
          "none",
          "10.,::1",
          "default",
          "%d",
          "no:such:place");

  @Test
  void understandsRandomCommandLinesAsSpamdDoes() throws IOException, InterruptedException {
    assumeTrue(Files.isReadable(STOCK), "package spamd");
    List<List<String>> lines = new ArrayList<>();
    CommandLines.byLot(VALUES).limit(LINES / 2).forEach(lines::add);
    CommandLines.sensible(VALUES).limit(LINES / 2).forEach(lines::add);
    List<String> theirs = CommandLines.read(lines, "stock-options.pl", STOCK.toString());
    assertEquals(LINES, theirs.size());
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      Arguments given = Arguments.of(lines.get(i));
      String expected = expected(given, theirs.get(i));
      String ours = ours(given);
      if (!ours.equals(expected)) {
        differences.add(lines.get(i) + "\n  spamd: " + expected + "\n  ours:  " + ours);
      }
    }
    assertEquals("", String.join("\n", differences));
    long understood = theirs.stream().filter(said -> said.startsWith("0 ")).count();
    assertTrue(understood > LINES / 5, "only " + understood + " make sense to spamd");
  }

  /** We refuse what spamd takes for no rights at all; the documentation lists it. */
  private static String expected(Arguments given, String said) {
    if (!said.startsWith("0 ")) {
      return said;
    }
    if (!given.text("socketmode").orElse("0").matches("0*[0-7]{1,3}")) {
      return REFUSED;
    }
    Stream<String> words = Stream.of(said.substring(2).split(" ", -1));
    return words.map(StockOptionsTest::decoded).sorted().toList().toString();
  }

  private static String decoded(String hex) {
    return new String(HexFormat.of().parseHex(hex), UTF_8);
  }

  private static String ours(Arguments given) {
    if (given.removed().isPresent()) {
      return "2";
    }
    if (!given.complaints().isEmpty()) {
      return "64";
    }
    if (given.has("help") || given.has("version")) {
      return "0";
    }
    try {
      SpamdOptions options = SpamdOptions.of(given, FakeSurroundings.PLAIN);
      return hasAuthorities(options) ? effect(options).toString() : REFUSED;
    } catch (WrongOption e) {
      return REFUSED;
    }
  }

  /** What is not there is refused, before anything is started. */
  private static boolean hasAuthorities(SpamdOptions options) {
    return Stream.of("ssl-ca-file", "ssl-ca-path")
        .flatMap(option -> options.path(option).stream())
        .allMatch(Files::exists);
  }

  private static List<String> effect(SpamdOptions options) {
    List<String> all = new ArrayList<>();
    Sizes sizes = options.sizes();
    all.add("connections=" + sizes.connections());
    all.add(
        sizes.isRoundRobin()
            ? "round-robin=" + sizes.max()
            : "sizes=%d %d %d %d"
                .formatted(sizes.min(), sizes.max(), sizes.minSpare(), sizes.maxSpare()));
    options.listen().forEach(spec -> all.addAll(listeners(spec)));
    options.pidFile().ifPresent(path -> all.add("pidfile=" + path));
    all.add("log=" + log(options.log()));
    all.addAll(engine(options));
    Collections.sort(all);
    return all;
  }

  private static List<String> listeners(ListenSpec spec) {
    if (spec.kind() == ListenSpec.Kind.UNIX) {
      return List.of("listen=unix " + spec.sockets().get(0));
    }
    String kind = spec.kind().name().toLowerCase(Locale.ROOT);
    return spec.sockets().stream()
        .map(socket -> socket.replaceFirst("\\[?([^\\]]*)\\]?:(\\d+)$", "$1 $2"))
        .map(socket -> "listen=" + kind + " " + socket)
        .toList();
  }

  private static String log(LogPlace log) {
    if (log.file().isPresent()) {
      return log.file().get().toString();
    }
    return log.isSyslog() ? log.facility() + " by " + log.socket() : "none";
  }

  /** What the engine is told, with what it takes where it is told nothing. */
  private static List<String> engine(SpamdOptions options) {
    List<String> words =
        EngineOptions.of(options, Stderr.SOMEBODY, options.hasTls() ? List.of("it") : List.of());
    Map<String, String> defaults =
        new HashMap<>(Map.of("debug", "info", "default-user", "nobody", "home", ""));
    List<String> all = new ArrayList<>();
    for (Iterator<String> each = words.iterator(); each.hasNext(); ) {
      String word = each.next().substring(2).replaceFirst("^helper-home-dir=", "home=");
      boolean isFlag = FLAGS.contains(word);
      String full = word.contains("=") ? word : word + "=" + (isFlag ? "1" : each.next());
      String name = full.substring(0, full.indexOf('='));
      defaults.remove(name);
      if (!ELSEWHERE.contains(name)) {
        all.add(full);
      }
    }
    defaults.forEach((name, value) -> all.add(name + "=" + value));
    return all;
  }
}
