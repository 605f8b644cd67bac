package io.preforkd.server.sys;

import java.util.List;
import jnr.constants.platform.Errno;
import jnr.ffi.Pointer;

/**
 * Messages, each with descriptors, over a socket that keeps them apart, as those of {@link
 * Descriptors#packetPair} do: one goes as a whole or not at all.
 */
public final class Packets {
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SCM_RIGHTS = 1;

  // struct msghdr, iovec and cmsghdr of 64-bit Linux
  private static final int MSG_IOV = 16;
  private static final int MSG_IOVLEN = 24;
  private static final int MSG_CONTROL = 32;
  private static final int MSG_CONTROLLEN = 40;
  private static final int IOV_LEN = 8;
  private static final int CMSGHDR_BYTES = 16;
  private static final int CMSG_LEVEL = 8;
  private static final int CMSG_TYPE = 12;

  // where they lie in our memory
  private static final int IOVEC = 56;
  private static final int RIGHTS = 72;

  private Packets() {}

  /**
   * Sends a message without waiting. One whose reader is gone is taken for sent: his end is told
   * otherwise.
   *
   * @param bytes at least one
   * @param descriptors of which the reader gets copies, 253 at most
   * @return false if there is no room, which means that nobody reads
   * @throws KernelException for example ETOOMANYREFS: too many descriptors are under way
   */
  public static boolean send(int fd, byte[] bytes, List<Integer> descriptors)
      throws KernelException {
    Pointer message = message(bytes, descriptors);
    long sent = Libc.CALLS.sendmsg(fd, message, MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent >= 0 || !isFull(fd);
  }

  /**
   * A msghdr and all that it points to, in one piece of memory: alive as long as the pointer is.
   */
  private static Pointer message(byte[] bytes, List<Integer> descriptors) {
    int rights = CMSGHDR_BYTES + descriptors.size() * Integer.BYTES;
    int data = RIGHTS + rights;
    Pointer memory = Libc.memory(data + bytes.length);
    memory.putLong(MSG_IOV, memory.address() + IOVEC);
    memory.putLong(MSG_IOVLEN, 1);
    memory.putLong(IOVEC, memory.address() + data);
    memory.putLong(IOVEC + IOV_LEN, bytes.length);
    memory.put(data, bytes, 0, bytes.length);
    if (!descriptors.isEmpty()) {
      memory.putLong(MSG_CONTROL, memory.address() + RIGHTS);
      memory.putLong(MSG_CONTROLLEN, rights);
      putRights(memory, rights, descriptors);
    }
    return memory;
  }

  private static void putRights(Pointer memory, int length, List<Integer> descriptors) {
    memory.putLong(RIGHTS, length);
    memory.putInt(RIGHTS + CMSG_LEVEL, Sockets.SOL_SOCKET);
    memory.putInt(RIGHTS + CMSG_TYPE, SCM_RIGHTS);
    int at = RIGHTS + CMSGHDR_BYTES;
    for (int descriptor : descriptors) {
      memory.putInt(at, descriptor);
      at += Integer.BYTES;
    }
  }

  private static boolean isFull(int fd) throws KernelException {
    int errno = Libc.errno();
    if (errno == Errno.EPIPE.intValue() || errno == Errno.ECONNRESET.intValue()) {
      return false;
    }
    if (errno == Errno.EAGAIN.intValue()) {
      return true;
    }
    throw Libc.failure("sendmsg", "descriptor " + fd);
  }
}
