package io.preforkd.spamd.host.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One value of {@code --listen}, understood as spamd does.
 *
 * @param text as it was given
 * @param sockets the addresses of TCP, as 127.0.0.1:783 or [::1]:783, or the path of a unix socket;
 *     one of them that can be had is enough
 */
record ListenSpec(String text, Kind kind, List<String> sockets) {
  enum Kind {
    TCP,
    TLS,
    UNIX
  }

  private static final String STANDARD_PORT = "783";
  private static final Pattern PATH = Pattern.compile("(?:ssl:)?(/.*)", flags());
  private static final Pattern INET =
      Pattern.compile(
          "(?:(ssl):)?"
              + "(?:\\[([^\\]]*)\\]|([a-z0-9._-]*)"
              + "|([a-f0-9]*:[a-f0-9]*:[a-f0-9:]*(?:%[a-z0-9._~-]*)?\\z)"
              + "|(\\*))?"
              + "(?::([a-z0-9-]*))?",
          flags());

  private static int flags() {
    return Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
  }

  /** Everything that is to be listened on. */
  static List<ListenSpec> all(Arguments given, Surroundings where) throws WrongOption {
    List<String> texts = new ArrayList<>(given.list("listen"));
    given
        .text("socketpath")
        .ifPresent(path -> texts.add(where.directory().resolve(path).toString()));
    if (texts.isEmpty()) {
      texts.add("localhost");
    }
    List<ListenSpec> specs = new ArrayList<>();
    for (String text : texts) {
      specs.add(of(text.isEmpty() ? "*" : text, given, where));
    }
    return specs;
  }

  private static ListenSpec of(String text, Arguments given, Surroundings where)
      throws WrongOption {
    Matcher path = PATH.matcher(text);
    if (path.matches()) {
      return new ListenSpec(text, Kind.UNIX, List.of(path.group(1)));
    }
    Matcher inet = INET.matcher(text);
    if (!inet.matches()) {
      throw new WrongOption(
          "invalid socket specification syntax: "
              + text
              + "; write [ssl:][ADDRESS][:PORT] or /PATH");
    }
    boolean isTls = inet.group(1) != null || wantsTls(given);
    int port = port(text, inet.group(6), isTls, given, where);
    List<String> addresses = addresses(text, host(inet), given, where);
    return new ListenSpec(
        text,
        isTls ? Kind.TLS : Kind.TCP,
        addresses.stream().map(address -> socket(address, port)).toList());
  }

  private static boolean wantsTls(Arguments given) {
    return given.has("ssl")
        || given.given("ssl-port").isPresent()
        || given.has("ssl-verify")
        || given.text("ssl-ca-file").isPresent()
        || given.text("ssl-ca-path").isPresent();
  }

  /** Perl passes over a host that is 0, too. */
  private static String host(Matcher inet) {
    for (int group = 2; group <= 5; group++) {
      if (inet.group(group) != null && !Arguments.isFalse(inet.group(group))) {
        return inet.group(group).toLowerCase(Locale.ROOT);
      }
    }
    return "localhost";
  }

  private static int port(
      String text, String own, boolean isTls, Arguments given, Surroundings where)
      throws WrongOption {
    String port = own;
    if (port == null && isTls) {
      port = given.filled("ssl-port").orElse(null);
    }
    if (port == null || port.isEmpty()) {
      port = given.filled("port").orElse(STANDARD_PORT);
    }
    String name = port;
    int number =
        name.matches("[0-9]{1,9}")
            ? Integer.parseInt(name)
            : where.port(name).orElseThrow(() -> wrongPort(name, text));
    if (number > 65_535) {
      throw wrongPort(name, text);
    }
    return number;
  }

  private static WrongOption wrongPort(String port, String text) {
    return new WrongOption(
        "invalid port: "
            + port
            + ", socket: "
            + text
            + "; give a number or a name of /etc/services");
  }

  private static List<String> addresses(
      String text, String host, Arguments given, Surroundings where) throws WrongOption {
    boolean onlyIpv4 = given.has("ipv4-only");
    boolean onlyIpv6 = given.has("ipv6-only");
    List<String> all =
        switch (host) {
          case "localhost" -> List.of("::1", "127.0.0.1");
          case "*" -> List.of("::", "0.0.0.0");
          default -> where.addresses(host);
        };
    List<String> wanted =
        all.stream()
            .filter(address -> address.contains(":") ? !onlyIpv4 : !onlyIpv6)
            .distinct()
            .toList();
    if (wanted.isEmpty()) {
      throw new WrongOption("no valid address for a listen socket: \"" + text + "\"");
    }
    return wanted;
  }

  private static String socket(String address, int port) {
    return address.contains(":") ? "[" + address + "]:" + port : address + ":" + port;
  }
}
