package io.preforkd.server.listen;

import io.preforkd.config.ListenAddress;
import io.preforkd.config.ListenSettings;
import io.preforkd.server.sys.Descriptors;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.ListenFds;
import io.preforkd.server.sys.LocalAddress;
import io.preforkd.server.sys.SocketFile;
import io.preforkd.server.sys.Sockets;
import io.preforkd.server.sys.TcpSockets;
import io.preforkd.server.sys.UnixSockets;
import io.preforkd.server.sys.Users;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what the configuration names. An address may be several sockets: a host name has several
 * addresses, and {@code *} is all of them. All or nothing: what was opened before a failure is
 * closed again.
 */
public final class ListenerOpener {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private static final int NONE = 0;

  private final KeptSockets kept;
  private final int slots;

  public ListenerOpener(List<ListenFds.Inherited> inherited) {
    this(new KeptSockets(inherited), NONE);
  }

  private ListenerOpener(KeptSockets kept, int slots) {
    this.kept = kept;
    this.slots = slots;
  }

  /** Opens a socket for each of so many slots at every address, all of which must be of TCP. */
  public ListenerOpener forSlots(int number) {
    return new ListenerOpener(kept, number);
  }

  /**
   * Goes on with what has been kept for these, instead of opening it anew, and closes what was
   * inherited and none of them wants; before anything is opened.
   *
   * @param wanting all that are not opened for each slot
   * @return the pools for which something was kept that is closed now
   */
  public Set<String> claim(List<ListenSettings> wanting) throws KernelException {
    return kept.claim(wanting);
  }

  /** All is open: what has been kept is in the hands of the pools. */
  public void closeRest() {
    kept.closeRest();
  }

  /**
   * Opens the sockets of one pool, in the order of the configuration.
   *
   * @throws IOException the first address that cannot be listened on; the message names it
   */
  public List<Listener> open(List<ListenSettings> all) throws IOException {
    return open(all, Set.of()).values().stream().flatMap(List::stream).toList();
  }

  /**
   * As {@link #open(List)}, by what the sockets stand for; one that is left out, since another of
   * its {@code any-of} is there, has none.
   *
   * @param served those {@code any-of} of which one is open already
   */
  public Map<ListenSettings, List<Listener>> open(List<ListenSettings> all, Set<String> served)
      throws IOException {
    Map<ListenSettings, List<Listener>> opened = new LinkedHashMap<>();
    Alternatives alternatives = new Alternatives(served);
    try {
      for (ListenSettings one : all) {
        List<Listener> sockets = new ArrayList<>();
        opened.put(one, sockets);
        open(one, sockets, alternatives);
      }
      alternatives.requireOneEach();
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.values().forEach(sockets -> sockets.forEach(Listener::close));
      throw e;
    }
  }

  private void open(ListenSettings one, List<Listener> sockets, Alternatives alternatives)
      throws IOException {
    try {
      open(one, sockets);
      alternatives.opened(one);
    } catch (IOException e) {
      sockets.forEach(Listener::close); // of a host with several addresses the first may be open
      sockets.clear();
      alternatives.failed(one, e);
    }
  }

  private void open(ListenSettings settings, List<Listener> opened) throws IOException {
    ListenAddress address = settings.address();
    if (address instanceof ListenAddress.Tcp tcp) {
      openTcp(tcp, settings, opened);
    } else if (address instanceof ListenAddress.UnixPath unix) {
      opened.add(openPath(unix.path(), settings));
    } else if (address instanceof ListenAddress.UnixAbstract unix) {
      opened.add(openAbstract("@" + unix.name(), settings));
    } else if (address instanceof ListenAddress.Inherited named) {
      openInherited(named.fdName(), settings, opened);
    }
    warnOfCappedBacklog(settings);
  }

  private void openInherited(String fdName, ListenSettings settings, List<Listener> opened)
      throws IOException {
    int before = opened.size();
    for (int fd : kept.named(fdName)) {
      opened.add(SocketListener.inherited(fd, settings.name()));
    }
    if (opened.size() == before) {
      throw new UnknownHostException(
          "systemd:"
              + fdName
              + ": no socket of this FileDescriptorName was handed over; start preforkd by its socket unit");
    }
  }

  private void openTcp(ListenAddress.Tcp tcp, ListenSettings settings, List<Listener> opened)
      throws IOException {
    KernelException last = null;
    int before = opened.size();
    for (InetAddress host : hosts(tcp, settings.ipv6Only())) {
      try {
        InetSocketAddress address = new InetSocketAddress(host, tcp.port());
        opened.add(slots == NONE ? openOne(address, settings) : openAll(address, settings));
      } catch (KernelException e) {
        last = forgiveMissingIpv6(e, host);
      }
      if (tcp.host().equals("*") && opened.size() > before) {
        return;
      }
    }
    if (opened.size() == before && last != null) {
      throw last;
    }
  }

  private Listener openOne(InetSocketAddress address, ListenSettings settings)
      throws KernelException {
    OptionalInt there = kept.of(settings, LocalAddress.of(address));
    return there.isPresent()
        ? adjusted(owned(there.getAsInt(), settings.name()), settings)
        : owned(
            TcpSockets.listen(address, settings.ipv6Only(), settings.backlog()), settings.name());
  }

  private Listener openAbstract(String name, ListenSettings settings) throws KernelException {
    OptionalInt there = kept.of(settings, LocalAddress.ofUnix(name));
    return there.isPresent()
        ? adjusted(owned(there.getAsInt(), settings.name()), settings)
        : owned(UnixSockets.listenAbstract(name, settings.backlog()), settings.name());
  }

  private static Listener adjusted(Listener listener, ListenSettings settings)
      throws KernelException {
    try {
      listener.adjust(settings);
      return listener;
    } catch (KernelException e) {
      listener.close();
      throw e;
    }
  }

  private Listener openAll(InetSocketAddress address, ListenSettings settings)
      throws KernelException {
    int first = TcpSockets.listenFirst(address, settings.ipv6Only(), settings.backlog());
    Listener listener = ownedOfSlots(first, settings.name());
    try {
      listener.provideFor(slots, settings.backlog());
      return listener;
    } catch (KernelException e) {
      listener.close();
      throw e;
    }
  }

  private static Listener ownedOfSlots(int first, String name) throws KernelException {
    try {
      return SocketListener.ofSlots(SlotSockets.of(List.of(first)), name);
    } catch (KernelException e) {
      Descriptors.close(first);
      throw e;
    }
  }

  /** A machine without IPv6 still has names with IPv6 addresses; every other failure is one. */
  private static KernelException forgiveMissingIpv6(KernelException e, InetAddress host)
      throws KernelException {
    boolean noIpv6 = e.name().equals("EADDRNOTAVAIL") || e.name().equals("EAFNOSUPPORT");
    if (host instanceof Inet4Address || !noIpv6) {
      throw e;
    }
    LOG.warn("{}; this machine has no such IPv6 address, the IPv4 ones are tried", e.getMessage());
    return e;
  }

  /**
   * For every address: the IPv6 wildcard, which takes IPv4 clients too unless it is told not to, or
   * else the IPv4 one.
   */
  static List<InetAddress> hosts(ListenAddress.Tcp tcp, boolean ipv6Only)
      throws UnknownHostException {
    if (tcp.host().equals("*") && ipv6Only) {
      return List.of(InetAddress.getByName("::"));
    }
    if (tcp.host().equals("*")) {
      return List.of(InetAddress.getByName("::"), InetAddress.getByName("0.0.0.0"));
    }
    return List.of(InetAddress.getAllByName(tcp.host()));
  }

  private Listener openPath(Path path, ListenSettings settings) throws KernelException {
    OptionalInt there = kept.of(settings, LocalAddress.ofUnix(path.toString()));
    return there.isPresent()
        ? adjusted(openedAt(path, there.getAsInt(), settings), settings)
        : openedAt(path, UnixSockets.listen(file(path, settings), settings.backlog()), settings);
  }

  private static Listener openedAt(Path path, int fd, ListenSettings settings)
      throws KernelException {
    try {
      return SocketListener.openedAt(path, fd, settings.name());
    } catch (KernelException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  static SocketFile file(Path path, ListenSettings settings) throws KernelException {
    int uid =
        settings.owner().isPresent() ? Users.user(settings.owner().get()).uid() : SocketFile.KEEP;
    int gid = settings.group().isPresent() ? Users.group(settings.group().get()) : SocketFile.KEEP;
    return new SocketFile(path, uid, gid, settings.mode());
  }

  private static Listener owned(int fd, String name) throws KernelException {
    try {
      return SocketListener.opened(fd, name);
    } catch (KernelException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  private static void warnOfCappedBacklog(ListenSettings settings) {
    int cap = Sockets.somaxconn();
    if (settings.backlog() > cap) {
      LOG.warn(
          "listen {}: backlog {} is capped at {} by the system; raise net.core.somaxconn or lower backlog",
          settings.name(),
          settings.backlog(),
          cap);
    }
  }
}
