package io.preforkd.spamd.front;

import io.preforkd.worker.Connection;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Who has connected, in the words of the log. Names are not looked up: that could take longer than
 * a scan.
 *
 * @param host name of the client's host; its address unless that is a loopback one
 * @param port the client's; the socket's path for an AF_UNIX client
 * @param greeting the line that spamd logs first
 */
record Peer(String host, String address, String port, String greeting) {
  /** Listeners begin behind stdin, stdout and stderr. */
  private static final int FIRST_LISTENER = 3;

  static Peer of(Connection connection) throws IOException {
    SocketAddress remote = connection.remoteAddress();
    SocketAddress local = connection.localAddress();
    return remote instanceof InetSocketAddress client && local instanceof InetSocketAddress server
        ? tcp(client, server.getPort(), FIRST_LISTENER + connection.listener())
        : new Peer("localhost", "127.0.0.1", "" + local, "got connection over " + local);
  }

  private static Peer tcp(InetSocketAddress client, int toPort, int listener) {
    InetAddress ip = client.getAddress();
    String address = text(ip);
    String host = ip.isLoopbackAddress() ? "localhost" : address;
    String port = "" + client.getPort();
    String from = host + " [" + address + "]:" + port;
    return new Peer(
        host, address, port, "connection from " + from + " to port " + toPort + ", fd " + listener);
  }

  /** An IPv6 address with its longest row of zeros left out, as inet_ntop writes it. */
  static String text(InetAddress ip) {
    if (!(ip instanceof Inet6Address)) {
      return ip.getHostAddress();
    }
    String full = ip.getHostAddress().replaceFirst("%.*", "");
    String best = "";
    for (String zeros = "0:0:0:0:0:0:0:0"; zeros.length() > 1 && best.isEmpty(); ) {
      best = (":" + full + ":").contains(":" + zeros + ":") ? zeros : "";
      zeros = zeros.substring(2);
    }
    if (best.isEmpty()) {
      return full;
    }
    String shorter = (":" + full + ":").replaceFirst(":" + best + ":", "::");
    return shorter.replaceFirst("^:(?!:)", "").replaceFirst("(?<!:):$", "");
  }
}
