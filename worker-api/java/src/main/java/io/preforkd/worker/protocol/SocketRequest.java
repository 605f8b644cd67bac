package io.preforkd.worker.protocol;

/**
 * A child's request for a listening socket. Whether the values make an address is for the parent to
 * see, which refuses what does not.
 *
 * @param number the child's own, which the reply repeats; 0 or more
 * @param protocol {@code tcp} or {@code unix}
 * @param address of tcp: an IP address without brackets, or {@code *} for every address
 * @param port of tcp; 0 is a free one
 * @param path of unix: that of the socket's file, or its abstract name after an {@code @}
 * @param backlog how many connections may wait; 0 if it does not matter
 */
public record SocketRequest(
    long number, String protocol, String address, long port, String path, long backlog) {

  private static final String UNIX = "unix:";

  /**
   * A request for the address that the pool's {@code may-listen} writes so.
   *
   * @throws IllegalArgumentException if the text is neither {@code unix:PATH} nor {@code HOST:PORT}
   */
  public static SocketRequest at(long number, String address) {
    if (address.startsWith(UNIX)) {
      return new SocketRequest(number, "unix", "", 0, address.substring(UNIX.length()), 0);
    }
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? "" : address.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new SocketRequest(number, "tcp", host, port(address, colon + 1), "", 0);
  }

  /** Whether it is a UNIX-domain socket that is asked for. */
  public boolean isUnix() {
    return protocol.equals("unix");
  }

  private static long port(String address, int from) {
    try {
      return Integer.parseUnsignedInt(address, from, address.length(), 10);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\""
              + address
              + "\" is no address; give IP:PORT, [IPV6]:PORT, *:PORT, unix:/PATH or unix:@NAME",
          e);
    }
  }

  /** The body of the request. */
  public String toJson() {
    String where =
        isUnix()
            ? "\"path\":" + Json.quote(path)
            : "\"address\":" + Json.quote(address) + ",\"port\":" + port;
    return "{\"request\":"
        + number
        + ",\"protocol\":"
        + Json.quote(protocol)
        + ","
        + where
        + ",\"backlog\":"
        + backlog
        + "}";
  }

  /** Reads the body of a request. Members it does not know are ignored. */
  public static SocketRequest parse(String json) throws ProtocolException {
    Members members = Members.parse(json);
    return new SocketRequest(
        members.number("request"),
        members.text("protocol"),
        members.text("address"),
        members.numberOrZero("port"),
        members.text("path"),
        members.numberOrZero("backlog"));
  }
}
