package io.preforkd.server.sys;

import java.util.OptionalLong;
import jnr.ffi.Pointer;

/**
 * Asks for one AF_UNIX socket, by its inode, through sock_diag(7): there is no socket option for
 * it.
 *
 * <p>The kernel answers while it takes the request, so neither call waits. The conversation stays
 * open, since opening and closing it costs more than a question.
 */
final class UnixQueue implements AcceptQueue {

  private static final int NETLINK_SOCK_DIAG = 4;
  private static final int SOCK_DIAG_BY_FAMILY = 20;
  private static final int NLM_F_REQUEST = 1;
  private static final int NLMSG_ERROR = 2;
  private static final int UDIAG_SHOW_RQLEN = 0x10;
  private static final int UNIX_DIAG_RQLEN = 4;
  private static final int MSG_DONTWAIT = 0x40;

  private static final int HEADER_BYTES = 16;
  private static final int REQUEST_BYTES = HEADER_BYTES + 24;
  private static final int MESSAGE_BYTES = 16;
  private static final int REPLY_BYTES = 512;

  private final long inode;
  private final Pointer request;
  private final Pointer reply = Libc.memory(REPLY_BYTES);

  private final int netlink;

  private UnixQueue(long inode, int netlink) {
    this.inode = inode;
    this.request = request((int) inode);
    this.netlink = netlink;
  }

  static UnixQueue of(int fd) throws KernelException {
    long inode = Sockets.inode(fd);
    int type = Sockets.SOCK_RAW | Sockets.SOCK_CLOEXEC;
    int netlink =
        Libc.check(
            Libc.CALLS.socket(Sockets.AF_NETLINK, type, NETLINK_SOCK_DIAG),
            "socket",
            "NETLINK_SOCK_DIAG");
    return new UnixQueue(inode, Descriptors.raise(netlink));
  }

  /** {@code struct nlmsghdr}, then {@code struct unix_diag_req}. */
  private static Pointer request(int inode) {
    Pointer request = Libc.memory(REQUEST_BYTES);
    request.putInt(0, REQUEST_BYTES);
    request.putShort(4, (short) SOCK_DIAG_BY_FAMILY);
    request.putShort(6, (short) NLM_F_REQUEST);
    request.putByte(HEADER_BYTES, (byte) Sockets.AF_UNIX);
    request.putInt(HEADER_BYTES + 8, inode);
    request.putInt(HEADER_BYTES + 12, UDIAG_SHOW_RQLEN);
    request.putLong(HEADER_BYTES + 16, -1L); // no cookie
    return request;
  }

  @Override
  public Depth depth() throws KernelException {
    check(Libc.CALLS.send(netlink, request, REQUEST_BYTES, 0), "send");
    check(Libc.CALLS.recv(netlink, reply, REPLY_BYTES, MSG_DONTWAIT), "recv");
    return parse();
  }

  @Override
  public OptionalLong drops() {
    return OptionalLong.empty();
  }

  @Override
  public void close() {
    Descriptors.close(netlink);
  }

  private void check(long result, String call) throws KernelException {
    Libc.check((int) result, call, describe());
  }

  private String describe() {
    return "sock_diag of the UNIX socket with inode " + inode;
  }

  private Depth parse() throws KernelException {
    if (reply.getShort(4) == NLMSG_ERROR) {
      throw new KernelException("recv", -reply.getInt(HEADER_BYTES), describe());
    }
    int end = Math.min(reply.getInt(0), REPLY_BYTES);
    for (int at = HEADER_BYTES + MESSAGE_BYTES; at + 12 <= end; at += aligned(reply.getShort(at))) {
      if (reply.getShort(at + 2) == UNIX_DIAG_RQLEN) {
        return new Depth(reply.getInt(at + 4), reply.getInt(at + 8));
      }
    }
    throw new IllegalStateException(describe() + ": the answer has no queue length");
  }

  /**
   * Attributes start at multiples of four; a length below that of its own header would loop for
   * ever.
   */
  private static int aligned(int length) {
    return Math.max(length, 4) + 3 & ~3;
  }
}
