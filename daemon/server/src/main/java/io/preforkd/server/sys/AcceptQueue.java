package io.preforkd.server.sys;

import java.util.OptionalLong;

/**
 * How many connections wait in a listening socket's queue. One per socket; not for use by two
 * threads at once.
 */
public sealed interface AcceptQueue extends AutoCloseable permits TcpQueue, UnixQueue {

  /**
   * A reading.
   *
   * @param length connections that wait to be accepted
   * @param limit the backlog in force, after the system's cap
   */
  record Depth(int length, int limit) {}

  /**
   * Asks the kernel: a microsecond for TCP, some twenty for UNIX sockets, for which it searches its
   * table.
   */
  Depth depth() throws KernelException;

  /**
   * Connections that the kernel has refused or dropped at this socket since it was opened, mostly
   * since the queue was full; modulo 2^32. Empty for UNIX sockets, where the kernel counts none and
   * the client waits in connect(2), or hears EAGAIN.
   */
  OptionalLong drops() throws KernelException;

  /** Gives back what asking needed; the socket stays open. */
  @Override
  void close();

  /** The queue of a listening stream socket. */
  static AcceptQueue of(int fd) throws KernelException {
    return Sockets.localAddress(fd).family() == LocalAddress.Family.UNIX
        ? UnixQueue.of(fd)
        : new TcpQueue(fd);
  }
}
