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
    ask(Sockets.IPPROTO_TCP, TCP_INFO, "TCP_INFO", INFO_BYTES);
    return new Depth(info.getInt(LENGTH_OFFSET), info.getInt(LIMIT_OFFSET));
  }

  @Override
  public OptionalLong drops() throws KernelException {
    ask(Sockets.SOL_SOCKET, SO_MEMINFO, "SO_MEMINFO", MEMINFO_BYTES);
    return OptionalLong.of(Integer.toUnsignedLong(info.getInt(DROPS_OFFSET)));
  }

  private void ask(int level, int option, String name, int bytes) throws KernelException {
    length[0] = bytes;
    Libc.check(
        Libc.CALLS.getsockopt(fd, level, option, info, length),
        "getsockopt(" + name + ")",
        "descriptor " + fd);
  }

  @Override
  public void close() {}
}
