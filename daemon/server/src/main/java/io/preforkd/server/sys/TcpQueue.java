package io.preforkd.server.sys;

import java.util.OptionalLong;
import jnr.ffi.Pointer;

/**
 * For a listener {@code struct tcp_info} says something else than its fields' names: unacked is the
 * queue's length, sacked its limit.
 */
final class TcpQueue implements AcceptQueue {

  private static final int TCP_INFO = 11;
  private static final int LENGTH_OFFSET = 24;
  private static final int LIMIT_OFFSET = 28;
  private static final int INFO_BYTES = 32;

  private static final int SO_MEMINFO = 55;

  /** SK_MEMINFO_DROPS, the last of nine u32. */
  private static final int DROPS_OFFSET = 32;

  private static final int MEMINFO_BYTES = 36;

  private final int fd;
  private final Pointer info = Libc.memory(MEMINFO_BYTES);
  private final int[] length = new int[1];

  TcpQueue(int fd) {
    this.fd = fd;
  }

  @Override
  public Depth depth() throws KernelException {
    length[0] = INFO_BYTES;
    Libc.check(
        Libc.CALLS.getsockopt(fd, Sockets.IPPROTO_TCP, TCP_INFO, info, length),
        "getsockopt(TCP_INFO)",
        "descriptor " + fd);
    return new Depth(info.getInt(LENGTH_OFFSET), info.getInt(LIMIT_OFFSET));
  }

  @Override
  public OptionalLong drops() throws KernelException {
    length[0] = MEMINFO_BYTES;
    Libc.check(
        Libc.CALLS.getsockopt(fd, Sockets.SOL_SOCKET, SO_MEMINFO, info, length),
        "getsockopt(SO_MEMINFO)",
        "descriptor " + fd);
    return OptionalLong.of(Integer.toUnsignedLong(info.getInt(DROPS_OFFSET)));
  }

  @Override
  public void close() {}
}
