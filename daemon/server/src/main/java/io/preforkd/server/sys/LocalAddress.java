package io.preforkd.server.sys;

/**
 * Where a socket listens.
 *
 * @param family the address family
 * @param text {@code 127.0.0.1:80}, {@code [::1]:80}, a path, or {@code @} and an abstract name;
 *     empty for a UNIX socket without a name
 * @param port 1 to 65535; 0 for a UNIX socket
 */
public record LocalAddress(Family family, String text, int port) {

  /** The kinds of sockets that can be listened on. */
  public enum Family {
    IPV4,
    IPV6,
    UNIX
  }
}
