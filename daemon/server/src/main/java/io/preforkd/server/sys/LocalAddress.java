package io.preforkd.server.sys;

import java.net.InetSocketAddress;

/**
 * Where a socket listens.
 *
 * @param family the address family
 * @param text {@code 127.0.0.1:80}, {@code [::1]:80}, a path, or {@code @} and an abstract name;
 *     empty for a UNIX socket without a name
 * @param port 1 to 65535; 0 for a UNIX socket
 */
public record LocalAddress(Family family, String text, int port) {

  /** Of a socket that is bound there. */
  public static LocalAddress of(InetSocketAddress address) {
    SocketAddresses.Encoded encoded = SocketAddresses.encode(address);
    return SocketAddresses.decode(encoded.memory(), encoded.length());
  }

  /** Of a socket that is bound to this path, or to the abstract name that begins with {@code @}. */
  public static LocalAddress ofUnix(String name) {
    return new LocalAddress(Family.UNIX, name, 0);
  }

  /** The kinds of sockets that can be listened on. */
  public enum Family {
    IPV4,
    IPV6,
    UNIX
  }
}
