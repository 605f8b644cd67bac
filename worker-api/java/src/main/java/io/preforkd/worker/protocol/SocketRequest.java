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
