package io.preforkd.server.listen;

import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.ListenFds;
import io.preforkd.server.sys.LocalAddress;
import io.preforkd.server.sys.Sockets;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the service manager has handed over: sockets of its own units, which pools ask for by name,
 * and those that it has kept since this service last ran, with the clients that wait in them. Of
 * the latter each goes to the pool whose name it has, if that still listens there.
 */
final class KeptSockets {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private final List<ListenFds.Inherited> all;
  private final Set<Integer> wanted = new HashSet<>();
  private final Set<Integer> given = new HashSet<>();

  KeptSockets(List<ListenFds.Inherited> all) {
    this.all = List.copyOf(all);
  }

  /** Those of a unit's FileDescriptorName=; they stay this one's if nobody listens on them. */
  List<Integer> named(String name) {
    List<Integer> found =
        all.stream()
            .filter(socket -> socket.name().equals(name))
            .map(ListenFds.Inherited::fd)
            .toList();
    given.addAll(found);
    wanted.addAll(found);
    return found;
  }

  /**
   * A duplicate of the one that this pool had here: an attempt to open the pool may fail, and be
   * made again.
   */
  OptionalInt of(String pool, LocalAddress address, boolean ipv6Only) throws KernelException {
    for (ListenFds.Inherited socket : all) {
      if (socket.name().equals(pool) && isAt(socket.fd(), address, ipv6Only)) {
        wanted.add(socket.fd());
        return OptionalInt.of(Descriptors.duplicate(socket.fd()));
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isAt(int fd, LocalAddress address, boolean ipv6Only)
      throws KernelException {
    return Sockets.localAddress(fd).equals(address)
        && (address.family() != LocalAddress.Family.IPV6 || Sockets.isIpv6Only(fd) == ipv6Only);
  }

  /** Every pool has its sockets: whoever waits in the others waits in vain. */
  void closeRest() throws KernelException {
    for (ListenFds.Inherited socket : all) {
      if (!wanted.contains(socket.fd())) {
        LOG.info(
            "the socket {} ({}), handed over by LISTEN_FDS, is closed: no pool wants it",
            Sockets.localAddress(socket.fd()).text(),
            socket.name());
      }
      if (!given.contains(socket.fd())) {
        Descriptors.close(socket.fd());
      }
    }
  }
}
