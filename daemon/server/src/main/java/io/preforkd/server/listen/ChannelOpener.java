package io.preforkd.server.listen;

import io.preforkd.config.ListenAddress;
import io.preforkd.config.ListenSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what the configuration names as channels of the JDK, on any system; otherwise as {@link
 * ListenerOpener} does.
 */
public final class ChannelOpener {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private ChannelOpener() {}

  /**
   * Opens the sockets of one pool, in the order of the configuration: all or none.
   *
   * @throws IOException the first address that cannot be listened on; the message names it
   */
  public static List<Listener> open(List<ListenSettings> all) throws IOException {
    return openEach(all).values().stream().flatMap(List::stream).toList();
  }

  /** As {@link #open}, by what the sockets stand for. */
  public static Map<ListenSettings, List<Listener>> openEach(List<ListenSettings> all)
      throws IOException {
    Map<ListenSettings, List<Listener>> opened = new LinkedHashMap<>();
    try {
      for (ListenSettings one : all) {
        List<Listener> sockets = new ArrayList<>();
        opened.put(one, sockets);
        open(one, sockets);
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.values().forEach(sockets -> sockets.forEach(Listener::close));
      throw e;
    }
  }

  private static void open(ListenSettings settings, List<Listener> opened) throws IOException {
    if (settings.address() instanceof ListenAddress.UnixPath unix) {
      ChannelSocket socket = ChannelSocket.at(unix.path(), settings.backlog(), settings.mode());
      opened.add(new ChannelListener(socket, settings.name()));
    } else if (settings.address() instanceof ListenAddress.Tcp tcp) {
      openTcp(tcp, settings, opened);
    } else {
      throw new IllegalArgumentException("the rules of the worker refuse " + settings.address());
    }
  }

  private static void openTcp(ListenAddress.Tcp tcp, ListenSettings settings, List<Listener> opened)
      throws IOException {
    for (InetSocketAddress address : addresses(tcp)) {
      opened.add(
          new ChannelListener(ChannelSocket.at(address, settings.backlog()), settings.name()));
    }
  }

  /** A machine without IPv6 still has names with IPv6 addresses. */
  private static List<InetSocketAddress> addresses(ListenAddress.Tcp tcp) throws IOException {
    if (tcp.host().equals("*")) {
      return List.of(new InetSocketAddress(tcp.port()));
    }
    return addresses(tcp, InetAddress.getAllByName(tcp.host()));
  }

  /**
   * Those of a name that can be listened on.
   *
   * @throws BindException if there is none
   */
  static List<InetSocketAddress> addresses(ListenAddress.Tcp tcp, InetAddress... all)
      throws IOException {
    List<InetSocketAddress> found = new ArrayList<>();
    for (InetAddress host : all) {
      if (all.length == 1 || !(host instanceof Inet6Address) || isOurs(host)) {
        found.add(new InetSocketAddress(host, tcp.port()));
      } else {
        LOG.warn("{}: this machine has no {}, the IPv4 ones are tried", tcp, host);
      }
    }
    if (found.isEmpty()) {
      throw new BindException("bind " + tcp + ": this machine has none of its addresses");
    }
    return found;
  }

  private static boolean isOurs(InetAddress host) throws SocketException {
    return NetworkInterface.getByInetAddress(host) != null;
  }
}
