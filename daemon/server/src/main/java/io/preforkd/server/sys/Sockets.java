package io.preforkd.server.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import jnr.constants.platform.Errno;
import jnr.ffi.Pointer;

/**
 * What holds for listening sockets of every family, and the kernel's numbers for them (the same on
 * x86-64 and aarch64).
 */
public final class Sockets {

  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;

  static final int SOCK_STREAM = 1;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_RAW = 3;
  static final int SOCK_SEQPACKET = 5;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;

  static final int SOL_SOCKET = 1;
  static final int IPPROTO_TCP = 6;
  static final int IPPROTO_IPV6 = 41;

  private static final int SHUT_WR = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_TYPE = 3;
  private static final int SO_REUSEPORT = 15;
  private static final int SO_ACCEPTCONN = 30;
  private static final int IPV6_V6ONLY = 26;

  private static final Path SOMAXCONN = Path.of("/proc/sys/net/core/somaxconn");

  /** Nobody waits, he has gone again, or will never come: an AF_UNIX socket that was shut down. */
  private static final Set<Integer> NOBODY =
      Set.of(
          Errno.EAGAIN.intValue(),
          Errno.EINTR.intValue(),
          Errno.ECONNABORTED.intValue(),
          Errno.EINVAL.intValue());

  private Sockets() {}

  /** The system's cap on every backlog: a longer one is shortened to it without a word. */
  public static int somaxconn() {
    return Integer.parseInt(ProcFs.text(SOMAXCONN).strip());
  }

  /** The number that the kernel knows a socket by, whatever its descriptors are. */
  public static long inode(int fd) {
    Path link = Path.of("/proc/self/fd/" + fd); // it reads socket:[12345]
    try {
      return Long.parseLong(Files.readSymbolicLink(link).toString().replaceAll("\\D", ""));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + link, e);
    }
  }

  /** Where the socket is bound; tells the port that the kernel chose for port 0. */
  public static LocalAddress localAddress(int fd) throws KernelException {
    Pointer address = Libc.memory(SocketAddresses.MAX_BYTES);
    int[] length = {SocketAddresses.MAX_BYTES};
    Libc.check(Libc.CALLS.getsockname(fd, address, length), "getsockname", "descriptor " + fd);
    return SocketAddresses.decode(address, length[0]);
  }

  /**
   * Whether it is a stream socket in the listening state; false for whatever else a descriptor can
   * be.
   */
  public static boolean isListeningStream(int fd) {
    return optionIs(fd, SOL_SOCKET, SO_TYPE, SOCK_STREAM)
        && optionIs(fd, SOL_SOCKET, SO_ACCEPTCONN, 1);
  }

  /** Whether an IPv6 socket leaves IPv4 alone. */
  public static boolean isIpv6Only(int fd) {
    return optionIs(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  }

  private static boolean optionIs(int fd, int level, int option, int wanted) {
    Pointer value = Libc.memory(Integer.BYTES);
    int[] length = {Integer.BYTES};
    return Libc.CALLS.getsockopt(fd, level, option, value, length) == 0
        && value.getInt(0) == wanted;
  }

  /**
   * Ends our direction of a connected socket, so that the other side reads the end; it can still be
   * read here. Without effect if the other side has gone.
   */
  public static void endOutput(int fd) {
    int ignored = Libc.CALLS.shutdown(fd, SHUT_WR);
  }

  /**
   * Accepts the next connection on a non-blocking listening socket; empty if nobody waits.
   *
   * @return a blocking socket, as accept(2) makes it, close-on-exec
   * @throws KernelException for example EMFILE
   */
  public static OptionalInt accept(int listener) throws KernelException {
    int fd = Libc.CALLS.accept4(listener, null, null, SOCK_CLOEXEC);
    if (fd >= 0) {
      return OptionalInt.of(fd);
    }
    int errno = Libc.errno();
    if (NOBODY.contains(errno)) {
      return OptionalInt.empty();
    }
    throw Libc.failure("accept", "descriptor " + listener);
  }

  /** A new non-blocking stream socket. */
  static int stream(int family, Object detail) throws KernelException {
    return socket(family, SOCK_STREAM, detail);
  }

  /** A new non-blocking AF_UNIX socket for messages. */
  static int datagram(Object detail) throws KernelException {
    return socket(AF_UNIX, SOCK_DGRAM, detail);
  }

  private static int socket(int family, int kind, Object detail) throws KernelException {
    int type = kind | SOCK_NONBLOCK | SOCK_CLOEXEC;
    return Descriptors.raise(Libc.check(Libc.CALLS.socket(family, type, 0), "socket", detail));
  }

  static void reuseAddress(int fd) throws KernelException {
    set(fd, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
  }

  static void reusePort(int fd) throws KernelException {
    set(fd, SOL_SOCKET, SO_REUSEPORT, 1, "SO_REUSEPORT");
  }

  static void ipv6Only(int fd, boolean on) throws KernelException {
    set(fd, IPPROTO_IPV6, IPV6_V6ONLY, on ? 1 : 0, "IPV6_V6ONLY");
  }

  static void set(int fd, int level, int option, int value, String name) throws KernelException {
    Pointer memory = Libc.memory(Integer.BYTES);
    memory.putInt(0, value);
    Libc.check(
        Libc.CALLS.setsockopt(fd, level, option, memory, Integer.BYTES),
        "setsockopt(" + name + ")",
        "descriptor " + fd);
  }

  static void bind(int fd, SocketAddresses.Encoded address, String text) throws KernelException {
    Libc.check(Libc.CALLS.bind(fd, address.memory(), address.length()), "bind", text);
  }

  /** Binds to where {@code other} is bound. */
  static void bindAs(int fd, int other, String text) throws KernelException {
    Pointer address = Libc.memory(SocketAddresses.MAX_BYTES);
    int[] length = {SocketAddresses.MAX_BYTES};
    Libc.check(Libc.CALLS.getsockname(other, address, length), "getsockname", text);
    bind(fd, new SocketAddresses.Encoded(address, length[0]), text);
  }

  /** Sets how many connections may wait on a socket that listens already. */
  public static void backlog(int fd, int backlog) throws KernelException {
    listen(fd, backlog, "descriptor " + fd);
  }

  static void listen(int fd, int backlog, String text) throws KernelException {
    Libc.check(Libc.CALLS.listen(fd, backlog), "listen", text);
  }
}
