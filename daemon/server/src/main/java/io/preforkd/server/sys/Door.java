package io.preforkd.server.sys;

/**
 * Shuts new clients out of a listening socket and resets nobody: who is in the queue, or half way
 * through the handshake, is still accepted.
 *
 * <p>Closing a listener instead resets every connection that waits in its queue. Not for a socket
 * that somebody else goes on using: both ways act on the socket, for every process that holds it.
 */
public final class Door {

  private static final int SO_ATTACH_FILTER = 26;
  private static final int SHUT_RD = 0;

  private static final int TCP_FLAGS_OFFSET = 13;
  private static final int SYN = 0x02;
  private static final int SYN_AND_ACK = 0x12;
  private static final int DROP = 0;
  private static final int PASS_WHOLE = -1;

  private Door() {}

  /**
   * Refuses what comes from now on. A TCP client's SYN is dropped, so that it tries again and finds
   * the port closed or owned by a successor; the ACK that ends a handshake passes. A UNIX client
   * gets ECONNREFUSED.
   *
   * @param fd a listening stream socket; it can never be opened again
   */
  public static void shut(int fd) throws KernelException {
    if (Sockets.localAddress(fd).family() == LocalAddress.Family.UNIX) {
      Libc.check(Libc.CALLS.shutdown(fd, SHUT_RD), "shutdown", "descriptor " + fd);
    } else {
      dropNewSyns().attach(fd, SO_ATTACH_FILTER, "SO_ATTACH_FILTER");
    }
  }

  /** A TCP socket's filter sees the segment from its TCP header on. */
  private static Bpf dropNewSyns() {
    return new Bpf()
        .add(Bpf.LOAD_BYTE_AT, TCP_FLAGS_OFFSET)
        .add(Bpf.AND, SYN_AND_ACK)
        .add(Bpf.JUMP_IF_EQUAL, 1, SYN)
        .add(Bpf.RETURN, DROP)
        .add(Bpf.RETURN, PASS_WHOLE);
  }
}
