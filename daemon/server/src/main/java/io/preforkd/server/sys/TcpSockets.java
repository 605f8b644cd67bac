package io.preforkd.server.sys;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Listening on TCP over IPv4 and IPv6. */
public final class TcpSockets {

  private static final int TCP_DEFER_ACCEPT = 9;

  private TcpSockets() {}

  /**
   * Makes a listening socket: non-blocking, close-on-exec, SO_REUSEADDR so that a restart need not
   * wait for old connections.
   *
   * @param address resolved; port 0 lets the kernel choose, {@link Sockets#localAddress} tells
   * @param ipv6Only for an IPv6 address: take no IPv4 clients in mapped form; without meaning for
   *     IPv4
   * @param backlog connections that may wait, at least 1; the kernel caps it at {@link
   *     Sockets#somaxconn}
   * @return the descriptor
   * @throws KernelException EADDRINUSE, EACCES for a port below 1024, EADDRNOTAVAIL, and what else
   *     bind(2) lists
   */
  public static int listen(InetSocketAddress address, boolean ipv6Only, int backlog)
      throws KernelException {
    int fd = bound(address, ipv6Only);
    try {
      Sockets.listen(fd, backlog, text(address));
      return fd;
    } catch (KernelException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  /**
   * As {@link #listen}, and the first of a {@link PortGroup}: nobody else may listen there, and the
   * others of the group do by {@link #listenBeside}.
   */
  public static int listenFirst(InetSocketAddress address, boolean ipv6Only, int backlog)
      throws KernelException {
    int fd = bound(address, ipv6Only);
    try {
      Sockets.reusePort(fd); // only now, or bind would have joined whoever has the port
      Sockets.listen(fd, backlog, text(address));
      return fd;
    } catch (KernelException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  /**
   * Another socket where {@code first} listens.
   *
   * @throws KernelException EADDRINUSE if this process has become another user since
   */
  public static int listenBeside(int first, int backlog) throws KernelException {
    LocalAddress address = Sockets.localAddress(first);
    boolean ipv6 = address.family() == LocalAddress.Family.IPV6;
    int fd = Sockets.stream(ipv6 ? Sockets.AF_INET6 : Sockets.AF_INET, address.text());
    try {
      if (ipv6) {
        Sockets.ipv6Only(fd, Sockets.isIpv6Only(first));
      }
      Sockets.reuseAddress(fd);
      Sockets.reusePort(fd);
      Sockets.bindAs(fd, first, address.text());
      Sockets.listen(fd, backlog, address.text());
      return fd;
    } catch (KernelException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  private static int bound(InetSocketAddress address, boolean ipv6Only) throws KernelException {
    boolean ipv6 = address.getAddress() instanceof Inet6Address;
    String text = text(address);
    int fd = Sockets.stream(ipv6 ? Sockets.AF_INET6 : Sockets.AF_INET, text);
    try {
      if (ipv6) {
        Sockets.ipv6Only(fd, ipv6Only);
      }
      Sockets.reuseAddress(fd);
      Sockets.bind(fd, SocketAddresses.encode(address), text);
      return fd;
    } catch (KernelException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  /**
   * Lets a client come into the queue with its first byte only, or after this time without one. The
   * kernel looks when it would send its answer to the SYN again, so it rounds the time up to 1, 3,
   * 7, 15, 31, 63 s and so on. What it cannot hold back, as while it is flooded, comes at once.
   *
   * @param seconds 0 for clients as soon as they are connected
   */
  public static void deferAccept(int fd, int seconds) throws KernelException {
    Sockets.set(fd, Sockets.IPPROTO_TCP, TCP_DEFER_ACCEPT, seconds, "TCP_DEFER_ACCEPT");
  }

  /** Whether the kernel has it at all. */
  public static boolean hasIpv6() {
    try {
      Descriptors.close(Sockets.stream(Sockets.AF_INET6, "IPv6"));
      return true;
    } catch (KernelException e) {
      return false;
    }
  }

  private static String text(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    String name = host.getHostAddress();
    return (host instanceof Inet6Address ? "[" + name + "]" : name) + ":" + address.getPort();
  }
}
