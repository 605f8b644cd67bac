package io.preforkd.server.sys;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a service manager wants to hear how its service is: an AF_UNIX datagram socket, whose name
 * is in NOTIFY_SOCKET; sd_notify(3).
 */
public final class NotifySocket {
  /**
   * As a regular expression, the variables by which a service manager speaks to this process alone:
   * no child of it is to have them.
   */
  public static final String OWN = "NOTIFY_SOCKET$|WATCHDOG_(?:USEC|PID)$|FDSTORE$|LISTEN_";

  private static final String VARIABLE = "NOTIFY_SOCKET";

  private final String name;

  private NotifySocket(String name) {
    this.name = name;
  }

  /** Empty if no service manager has started this process, or none that wants to know. */
  public static Optional<NotifySocket> of(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(VARIABLE)).map(NotifySocket::new);
  }

  /**
   * Sends a message without waiting. It has a socket of its own, since the manager may open his
   * anew.
   *
   * @param text assignments, one a line
   * @param descriptors of which he gets copies
   * @return false if there is no room just now
   * @throws KernelException if nobody is there, among others
   * @throws IllegalArgumentException if the name is not one of an AF_UNIX socket
   */
  public boolean send(String text, List<Integer> descriptors) throws KernelException {
    SocketAddresses.Encoded address = address();
    int fd = Sockets.datagram(name);
    try {
      Libc.check(Libc.CALLS.connect(fd, address.memory(), address.length()), "connect", detail());
      return Packets.send(fd, text.getBytes(StandardCharsets.UTF_8), descriptors);
    } finally {
      Descriptors.close(fd);
    }
  }

  private SocketAddresses.Encoded address() {
    if (!name.startsWith("/") && !name.startsWith("@")) {
      throw new IllegalArgumentException(
          detail() + " is neither an absolute path nor an abstract name, which begins with @");
    }
    return SocketAddresses.encode(name);
  }

  private String detail() {
    return VARIABLE + "=" + name;
  }
}
