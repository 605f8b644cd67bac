package io.preforkd.server.listen;

import io.preforkd.config.ListenAddress;
import io.preforkd.config.ListenSettings;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.ListenFds;
import io.preforkd.server.sys.LocalAddress;
import io.preforkd.server.sys.Sockets;
import io.preforkd.server.sys.TcpSockets;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the service manager has handed over: sockets of its own units, which pools ask for by name,
 * and those that it has kept since this service last ran, with the clients that wait in them. Of
 * the latter each goes to whoever listens at its address now, whatever that pool is called.
 */
final class KeptSockets {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private final List<ListenFds.Inherited> all;
  private final Map<ListenSettings, List<ListenFds.Inherited>> claims = new HashMap<>();

  KeptSockets(List<ListenFds.Inherited> all) {
    this.all = new ArrayList<>(all);
  }

  /**
   * Sorts out what these are to go on with, and closes the others: each would be in the way of who
   * listens at nearly the same address, as {@code *} and 127.0.0.1 are.
   *
   * @return the pools for which others have been kept
   */
  Set<String> claim(List<ListenSettings> wanting) throws KernelException {
    if (all.isEmpty()) {
      return Set.of(); // and no host name is looked up for nothing
    }
    List<ListenFds.Inherited> free = new ArrayList<>(all);
    for (ListenSettings one : wanting) {
      List<ListenFds.Inherited> claimed = wantedBy(one, free);
      claims.put(one, claimed);
      free.removeAll(claimed);
    }
    for (ListenFds.Inherited socket : free) {
      close(socket);
    }
    all.removeAll(free);
    return free.stream()
        .flatMap(socket -> socket.pool().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static void close(ListenFds.Inherited socket) throws KernelException {
    LOG.info(
        "the socket {} ({}), handed over by LISTEN_FDS, is closed: no pool wants it",
        Sockets.localAddress(socket.fd()).text(),
        socket.name());
    Descriptors.close(socket.fd());
  }

  private static List<ListenFds.Inherited> wantedBy(
      ListenSettings settings, List<ListenFds.Inherited> free) throws KernelException {
    ListenAddress address = settings.address();
    if (address instanceof ListenAddress.Inherited unit) {
      return named(unit.fdName(), free);
    }
    List<ListenFds.Inherited> found = new ArrayList<>();
    for (LocalAddress one : addresses(settings)) {
      for (ListenFds.Inherited socket : free) {
        if (socket.pool().isPresent() && isAt(socket.fd(), one, settings.ipv6Only())) {
          found.add(socket);
        }
      }
    }
    return found;
  }

  /** Where it is going to listen. */
  private static List<LocalAddress> addresses(ListenSettings settings) {
    ListenAddress address = settings.address();
    if (address instanceof ListenAddress.UnixPath unix) {
      return Files.exists(unix.path()) // without its file nobody finds the socket any more
          ? List.of(LocalAddress.ofUnix(unix.path().toString()))
          : List.of();
    }
    if (address instanceof ListenAddress.UnixAbstract unix) {
      return List.of(LocalAddress.ofUnix("@" + unix.name()));
    }
    return address instanceof ListenAddress.Tcp tcp
        ? addresses(tcp, settings.ipv6Only())
        : List.of();
  }

  /** Of {@code *} the IPv4 wildcard is a last resort: kept, it would shut IPv6 out for good. */
  private static List<LocalAddress> addresses(ListenAddress.Tcp tcp, boolean ipv6Only) {
    boolean isAnywhere = tcp.host().equals("*") && TcpSockets.hasIpv6();
    return hosts(tcp, ipv6Only).stream()
        .filter(host -> !(isAnywhere && host instanceof Inet4Address))
        .map(host -> LocalAddress.of(new InetSocketAddress(host, tcp.port())))
        .toList();
  }

  /** Whoever opens it says that there is no such host. */
  private static List<InetAddress> hosts(ListenAddress.Tcp tcp, boolean ipv6Only) {
    try {
      return ListenerOpener.hosts(tcp, ipv6Only);
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private static boolean isAt(int fd, LocalAddress address, boolean ipv6Only)
      throws KernelException {
    return Sockets.localAddress(fd).equals(address)
        && (address.family() != LocalAddress.Family.IPV6 || Sockets.isIpv6Only(fd) == ipv6Only);
  }

  private static List<ListenFds.Inherited> named(String name, List<ListenFds.Inherited> sockets) {
    return sockets.stream()
        .filter(socket -> socket.pool().isEmpty() && socket.name().equals(name))
        .toList();
  }

  /** Those of a unit's FileDescriptorName=; they stay this one's if nobody listens on them. */
  List<Integer> named(String name) {
    return named(name, all).stream().map(ListenFds.Inherited::fd).toList();
  }

  /**
   * A duplicate of the one that these settings go on with here: an attempt to open the pool may
   * fail, and be made again.
   */
  OptionalInt of(ListenSettings settings, LocalAddress address) throws KernelException {
    for (ListenFds.Inherited socket : claims.getOrDefault(settings, List.of())) {
      if (isAt(socket.fd(), address, settings.ipv6Only())) {
        return OptionalInt.of(Descriptors.duplicate(socket.fd()));
      }
    }
    return OptionalInt.empty();
  }

  /** Every pool has its sockets: what they are duplicates of is needed no more. */
  void closeRest() {
    all.stream()
        .filter(socket -> socket.pool().isPresent())
        .forEach(socket -> Descriptors.close(socket.fd()));
  }
}
