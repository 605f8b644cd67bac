package io.preforkd.spamd.host;

import io.preforkd.server.host.Observer.Door;
import java.util.List;
import java.util.stream.Collectors;

/** The listening sockets in spamd's words. */
final class Doors {
  private static final String UNIX = "unix:";
  private static final String TLS = "tls-";

  private Doors() {}

  /** As spamd names them at its start. */
  static String all(List<Door> doors) {
    return doors.stream().map(Doors::text).collect(Collectors.joining(", "));
  }

  private static String text(Door door) {
    String address = door.address();
    if (address.startsWith(UNIX)) {
      return "UNIX domain socket " + address.substring(UNIX.length());
    }
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
    return type(door) + " [" + shortened(host) + "]" + address.substring(colon);
  }

  /** The longest row of zeros in an IPv6 address is left out, as inet_ntop does it. */
  private static String shortened(String host) {
    for (int more = 7; more > 0; more--) {
      String row = "(?:^|:)0(?::0){" + more + "}(?:$|:)";
      String shorter = host.replaceFirst(row, "::");
      if (!shorter.equals(host)) {
        return shorter;
      }
    }
    return host;
  }

  /** The class of Perl that stock spamd has for such a socket. */
  static String type(Door door) {
    if (door.address().startsWith(UNIX)) {
      return "IO::Socket::UNIX";
    }
    return door.name().startsWith(TLS) ? "IO::Socket::SSL" : "IO::Socket::IP";
  }
}
